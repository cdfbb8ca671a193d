// How the amounts of a bucket are stored: for each face its number, joules and covered milliseconds, as float64 in little-endian order.

import { type Amount, NOTHING } from '../energy/step.ts';

/** By the number of a face. */
export type Amounts = ReadonlyMap<number, Amount>;

const FIELDS = 3;
const BYTES = FIELDS * Float64Array.BYTES_PER_ELEMENT;

export function encode(amounts: Amounts): Uint8Array {
  const numbers = new Float64Array(FIELDS * amounts.size);
  let at = 0;
  for (const [face, { joules, coveredMs }] of amounts) {
    numbers.set([face, joules, coveredMs], at);
    at += FIELDS;
  }
  return new Uint8Array(numbers.buffer);
}

/** Calls `take` for every face; what is no amount is passed over. A year has hundreds of thousands. */
export function eachAmount(
  blob: Uint8Array,
  take: (face: number, joules: number, coveredMs: number) => void,
): void {
  const numbers = numbersIn(blob);
  for (let at = 0; at < numbers.length; at += FIELDS) {
    const face = numbers[at] ?? 0;
    const joules = numbers[at + 1] ?? -1;
    const coveredMs = numbers[at + 2] ?? -1;
    if (face >= 1 && joules >= 0 && coveredMs >= 0) take(Math.floor(face), joules, coveredMs);
  }
}

export function decode(blob: Uint8Array): Map<number, Amount> {
  const amounts = new Map<number, Amount>();
  eachAmount(blob, (face, joules, coveredMs) => amounts.set(face, { joules, coveredMs }));
  return amounts;
}

export function addTo(amounts: Map<number, Amount>, more: Amounts): void {
  for (const [face, amount] of more) {
    const { joules, coveredMs } = amounts.get(face) ?? NOTHING;
    amounts.set(face, { joules: joules + amount.joules, coveredMs: coveredMs + amount.coveredMs });
  }
}

/** What SQLite hands over need not begin where a float64 may. */
function numbersIn(blob: Uint8Array): Float64Array {
  const whole = Math.floor(blob.byteLength / BYTES) * BYTES;
  if (blob.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0)
    return new Float64Array(blob.buffer, blob.byteOffset, whole / Float64Array.BYTES_PER_ELEMENT);
  return new Float64Array(blob.slice(0, whole).buffer);
}
