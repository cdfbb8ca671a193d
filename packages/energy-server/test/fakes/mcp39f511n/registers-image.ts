// The registers of a simulated meter as they stand at a moment, written from the datasheet's register map.

import type { Trace } from './trace.ts';

/** What can be set about the board. */
export interface Setup {
  volts: number;
  hertz: number;
  /** System status: bit 0 and 1 are the signs of the active powers. */
  status: number;
  /** Power ranges of both channels; 19 is the factory's. */
  ranges: [number, number];
  /** Accumulation interval 2^n line cycles. */
  n: number;
  /** System configuration; bits 8 and 9 let the energies count. */
  configuration: number;
  traces: readonly [Trace, Trace];
}

export const FACTORY_SETUP: Omit<Setup, 'traces'> = {
  volts: 230.1,
  hertz: 50.012,
  status: 0,
  ranges: [19, 19],
  n: 4,
  configuration: 0,
};

const POWER_FACTOR = 0.98;

/** Addresses 0000 to 01FF. Values are means over the last complete accumulation interval before `atMs`. */
export function registersAt(setup: Setup, atMs: number, countedJoules: readonly [number, number]): Buffer {
  const image = Buffer.alloc(0x200);
  image.writeUInt16LE(setup.status, 0x0002);
  image.writeUInt16LE(Math.round(setup.volts * 10), 0x0006);
  image.writeUInt16LE(Math.round(setup.hertz * 1000), 0x0008);
  for (const channel of [0, 1] as const) {
    const watts = lastMean(setup, channel, atMs);
    const range = setup.ranges[channel];
    const perWatt = 100 * 2 ** (19 - range);
    const volts = setup.volts * POWER_FACTOR;
    image.writeInt16LE(Math.round(POWER_FACTOR * 2 ** 15), 0x000a + 2 * channel);
    image.writeUInt32LE(Math.round((watts / volts) * 10_000), 0x000e + 4 * channel);
    image.writeUInt32LE(registered(watts * perWatt), 0x0016 + 4 * channel);
    image.writeUInt32LE(registered((watts / POWER_FACTOR) * perWatt), 0x0026 + 4 * channel);
    // What Green Metrics Tool found and halves: two counts to the joule at range 19.
    const counts = Math.round(countedJoules[channel] * 2 * 2 ** (19 - range));
    image.writeBigUInt64LE(BigInt(counts), 0x002e + 8 * channel);
  }
  image.writeUInt32LE(setup.configuration, 0x00a0);
  image.writeUInt16LE(setup.n, 0x00a8);
  image.set([18, 12, setup.ranges[0], 0], 0x00ae);
  image.set([0, 12, setup.ranges[1], 0], 0x00be);
  return image;
}

/** In 32 bits: a range too fine for the load stays at the largest number that there is. */
function registered(counts: number): number {
  return Math.min(Math.round(counts), 2 ** 32 - 1);
}

/** Mean power over the last complete interval, or the first one while none is complete. */
function lastMean({ traces, n, hertz }: Setup, channel: 0 | 1, atMs: number): number {
  const intervalMs = (2 ** n * 1000) / hertz;
  const toMs = Math.max(Math.floor(atMs / intervalMs), 1) * intervalMs;
  const trace = traces[channel];
  return ((trace.joules(toMs) - trace.joules(toMs - intervalMs)) * 1000) / intervalMs;
}
