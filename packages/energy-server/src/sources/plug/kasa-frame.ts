// How old TP-Link firmwares wrap what they say over TCP: the length in four bytes, then the text under an XOR that hides nothing.

const LENGTH_BYTES = 4;
/** Each byte is XORed with the one sent before it; before the first there is this. */
const FIRST_KEY = 171;
/** What a strip of six outlets says of itself has less than two kilobytes. */
const LONGEST_TEXT = 8 * 1024;

/** What came is no such frame; the message is for people. */
export class BadFrame extends Error {
  override readonly name = 'BadFrame';
}

export function framed(text: string): Uint8Array {
  const plain = new TextEncoder().encode(text);
  const frame = new Uint8Array(LENGTH_BYTES + plain.length);
  new DataView(frame.buffer).setUint32(0, plain.length);
  let key = FIRST_KEY;
  for (const [index, byte] of plain.entries()) {
    key ^= byte;
    frame[LENGTH_BYTES + index] = key;
  }
  return frame;
}

/** The text in all the bytes that came so far; null while some are missing. Throws BadFrame. */
export function textIn(bytes: Uint8Array): string | null {
  if (bytes.length < LENGTH_BYTES) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (length > LONGEST_TEXT) throw new BadFrame(`it announces ${length} bytes`);
  const hidden = bytes.subarray(LENGTH_BYTES);
  if (hidden.length > length) throw new BadFrame('more bytes than it announced');
  if (hidden.length < length) return null;
  const plain = hidden.map((byte, index) => byte ^ (hidden[index - 1] ?? FIRST_KEY));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(plain);
}
