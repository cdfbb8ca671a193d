// What one call costs: the time it takes and the processor time that this process spends on it, its thread's hand-over included.

import { median, quantile } from './statistics.ts';

export interface Cost {
  readonly calls: number;
  /** Microseconds until the answer is there. */
  readonly medianMicros: number;
  readonly p99Micros: number;
  /** Microseconds of processor time, all threads of this process together. */
  readonly cpuMicros: number;
}

/** Calls it so often, one after the other. Rejects when a call does. */
export async function costOf(call: () => Promise<unknown>, calls: number): Promise<Cost> {
  const micros: number[] = [];
  for (let warm = 0; warm < calls / 10; warm++) await call();
  const before = process.cpuUsage();
  for (let made = 0; made < calls; made++) {
    const startMs = performance.now();
    await call();
    micros.push((performance.now() - startMs) * 1_000);
  }
  const { user, system } = process.cpuUsage(before);
  return {
    calls,
    medianMicros: median(micros) ?? 0,
    p99Micros: quantile(micros, 0.99) ?? 0,
    cpuMicros: (user + system) / calls,
  };
}
