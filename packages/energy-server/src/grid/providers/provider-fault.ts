// Why a provider's answer is of no use, or why there is none.

/**
 * `again`: the question has to be put otherwise, and may be at once; `token`: it is missing or refused; `rate`: asked too often;
 * `empty`: nothing is known of this place and span; `down`: no answer, or none that is one; `garbage`: an answer that cannot be.
 */
export type FaultKind = 'again' | 'token' | 'rate' | 'empty' | 'down' | 'garbage';

/** Why an answer is of no use. The message is for people, ends without a full stop and holds no secret. */
export class ProviderFault extends Error {
  override readonly name = 'ProviderFault';
  readonly kind: FaultKind;
  /** How long the provider wants to be left alone; null where it did not say. */
  readonly retryAfterMs: number | null;

  constructor(kind: FaultKind, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}
