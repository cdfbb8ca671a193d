// A fingerprint of a cell's source, so that an energy is shown only beside the code that used it.

/** FNV-1a (Fowler, Noll, Vo), offset basis and prime for 32 bits. */
const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Equal for equal sources; line ends after the last character do not count, since kernels leave them out of their history. */
export function hashOf(source: string): string {
  const text = source.replace(/[\r\n]+$/, '');
  return `${text.length.toString(36)}-${fnv(text, BASIS)}${fnv(text, ~BASIS)}`;
}

/** Two of them with different beginnings stand for 64 bits. */
function fnv(text: string, basis: number): string {
  let hash = basis;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return (hash >>> 0).toString(36);
}
