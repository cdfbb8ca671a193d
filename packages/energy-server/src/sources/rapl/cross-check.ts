// Compares perf events with powercap for a while where both can be read, then lets powercap go.

import type { Joules } from '@jupyter-energy/contract';
import { HostError } from '../../host/host.ts';
import { type EnergyCounter, wentOn } from './counter.ts';
import type { Beat, Tracker } from './tracker.ts';
import { keyOf, labelOf } from './zone.ts';

const WINDOW_MS = 60_000;

/** A longer window may hide a wrap: the fastest counters wrap every 131 s at 500 W. */
const LONGEST_WINDOW_MS = 120_000;

/** `perf stat` and our own reading must agree within 1 %; a joule more for counters in steps of 1 J, at both ends. */
const RELATIVE_TOLERANCE = 0.01;
const TOLERANCE: Joules = 2;

interface Base {
  readonly atMs: number;
  readonly spoken: Joules;
  readonly shadow: Joules;
}

export class CrossCheck implements Disposable {
  #shadows: readonly EnergyCounter[];
  #bases = new Map<EnergyCounter, Base>();

  constructor(shadows: readonly EnergyCounter[]) {
    this.#shadows = shadows;
  }

  /** What is to be told about zones on which the two disagree; empty before the end and where they agree. */
  observe(beat: Beat): readonly string[] {
    return this.#shadows.flatMap((shadow) => {
      const spoken = [...beat.samples].find(([{ counter }]) => keyOf(counter.zone) === keyOf(shadow.zone));
      const note = spoken === undefined ? null : this.#compare(shadow, spoken[0], spoken[1]);
      return note === null ? [] : [note];
    });
  }

  /** The machine slept: begin again. */
  rebase(): void {
    this.#bases.clear();
  }

  [Symbol.dispose](): void {
    for (const shadow of this.#shadows) shadow[Symbol.dispose]();
    this.#shadows = [];
  }

  #compare(
    shadow: EnergyCounter,
    tracker: Tracker,
    { at, joules }: { at: { timelineMs: number }; joules: Joules },
  ) {
    const base = this.#bases.get(shadow);
    const elapsedMs = at.timelineMs - (base?.atMs ?? at.timelineMs);
    if (base !== undefined && elapsedMs < WINDOW_MS) return null;
    const now = readOrNull(shadow);
    if (now === null) return null;
    if (base === undefined || elapsedMs > LONGEST_WINDOW_MS) {
      this.#bases.set(shadow, { atMs: at.timelineMs, spoken: joules, shadow: now });
      return null;
    }
    this.#release(shadow);
    return judge(
      labelOf(tracker.counter.zone, false),
      wentOn(base.spoken, joules, tracker.counter.wrapsAt),
      wentOn(base.shadow, now, shadow.wrapsAt),
    );
  }

  #release(shadow: EnergyCounter): void {
    shadow[Symbol.dispose]();
    this.#shadows = this.#shadows.filter((other) => other !== shadow);
  }
}

function judge(label: string, perf: Joules | null, powercap: Joules | null): string | null {
  if (perf === null || powercap === null) return null;
  if (Math.abs(perf - powercap) <= RELATIVE_TOLERANCE * Math.max(perf, powercap) + TOLERANCE) return null;
  return `${label}: perf events and powercap disagree (${perf.toFixed(1)} J against ${powercap.toFixed(1)} J in the same minute).`;
}

function readOrNull(counter: EnergyCounter): Joules | null {
  try {
    return counter.read();
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}
