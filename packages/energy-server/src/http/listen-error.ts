// Why the energy server cannot listen, in a sentence with the way out.

export class ListenError extends Error {
  override readonly name = 'ListenError';
}
