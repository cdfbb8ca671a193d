// The kernel's side of RAPL perf events, simulated: a hardware counter of 32 bits, and a sum that is made of its steps.

import type { PerfCounter, PerfEvents } from '../../src/host/host.ts';
import type { ManualClock } from './manual-clock.ts';

/** perf's own unit (Linux, arch/x86/events/rapl.c: the sum counts 2^-32 J). */
const TICKS_PER_JOULE = 2 ** 32;

/**
 * One package of constant power. As the kernel does (the same file, `rapl_event_update` and `rapl_hrtimer_handle`), it adds the step of
 * the counter as a *signed* number of 32 bits, at every read and at a timer sized for 200 W: beyond that, with nobody reading, a step
 * is half the counter and more, and the sum falls back.
 */
export class RaplKernel implements PerfEvents {
  /** One hardware unit in joules: 2^-16 on AMD. */
  readonly #unit: number;
  readonly #watts: number;
  readonly #clock: ManualClock;
  #sum = 0;
  #counter = 0;
  #timerMs: number;

  constructor({ watts, unitBits, clock }: { watts: number; unitBits: number; clock: ManualClock }) {
    this.#watts = watts;
    this.#unit = 2 ** -unitBits;
    this.#clock = clock;
    this.#timerMs = 5 * 2 ** (31 - unitBits);
  }

  /** All that the package has used. */
  get joules(): number {
    return (this.#watts * this.#clock.now().timelineMs) / 1000;
  }

  open(): PerfCounter {
    return {
      read: () => {
        const nowMs = this.#clock.now().timelineMs;
        const everyMs = 5 * 2 ** (31 + Math.log2(this.#unit));
        for (; this.#timerMs <= nowMs; this.#timerMs += everyMs) this.#update(this.#timerMs);
        this.#update(nowMs);
        return this.#sum;
      },
      [Symbol.dispose]: () => {},
    };
  }

  #update(ms: number): void {
    const counter = Math.floor((this.#watts * ms) / 1000 / this.#unit) % 2 ** 32;
    this.#sum += ((counter - this.#counter) | 0) * this.#unit * TICKS_PER_JOULE;
    this.#counter = counter;
  }
}
