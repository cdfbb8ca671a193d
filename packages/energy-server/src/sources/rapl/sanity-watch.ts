// Gives up on counters that do not count: frozen while the processor works, or jumping at random.

import type { Remedy } from '@jupyter-energy/contract';
import type { FileTree } from '../../host/host.ts';
import { readWord } from '../file-text.ts';
import { SourceError } from '../source.ts';
import type { Beat, Sample, Tracker } from './tracker.ts';

const FROZEN_MS = 60_000;

/** In ticks of 10 ms (USER_HZ): one percent of one processor over the minute, so that an idle machine proves nothing. */
const BUSY_TICKS = 60;

const REJECTED_WITHIN_MS = 60_000;
const REJECTED_TIMES = 3;

/** Virtual machines offer zones that show 0 for ever; see Scaphandre issues 214 and 351. */
export class FrozenWatch {
  readonly #procfs: FileTree;
  #still: { readonly sinceMs: number; readonly busyTicks: number | null } | null = null;
  #before = new Map<Tracker, number>();

  constructor(procfs: FileTree) {
    this.#procfs = procfs;
  }

  /** Throws SourceError when no processor's counter has moved for a minute although the processor was busy. */
  observe(beat: Beat): void {
    const outer = [...beat.samples].filter(([{ counter }]) =>
      ['package', 'platform'].includes(counter.zone.part),
    );
    const newest = outer.at(-1)?.[1];
    if (newest === undefined) return;
    const moved = outer.some(([tracker, { joules }]) => joules !== (this.#before.get(tracker) ?? joules));
    this.#before = new Map(outer.map(([tracker, { joules }]) => [tracker, joules]));
    if (moved) this.#still = null;
    else this.#stand(newest);
  }

  rebase(): void {
    this.#still = null;
  }

  #stand({ at }: Sample): void {
    const still = this.#still ?? { sinceMs: at.timelineMs, busyTicks: readBusyTicks(this.#procfs) };
    this.#still = still;
    if (at.timelineMs - still.sinceMs < FROZEN_MS) return;
    const busyTicks = readBusyTicks(this.#procfs);
    this.#still = { sinceMs: at.timelineMs, busyTicks };
    if (busyTicks === null || still.busyTicks === null || busyTicks - still.busyTicks < BUSY_TICKS) return;
    throw new SourceError(
      'its counters stood still for a minute although the processor was busy: this machine, probably a virtual one, shows counters that do not count',
      'give-up',
      MEASURE_OUTSIDE,
    );
  }
}

/** Counters that leap about, as in some virtual machines; see Kepler issue 897. */
export class JumpWatch {
  readonly #rejected = new Map<Tracker, number[]>();

  /** Throws SourceError when one counter was rejected three times within a minute. */
  observe(beat: Beat): void {
    for (const [tracker, { step, at }] of beat.samples) {
      if (step?.outcome !== 'spike' && step?.outcome !== 'reset') continue;
      const recent = (this.#rejected.get(tracker) ?? []).filter(
        (ms) => at.timelineMs - ms < REJECTED_WITHIN_MS,
      );
      recent.push(at.timelineMs);
      this.#rejected.set(tracker, recent);
      if (recent.length >= REJECTED_TIMES) throw jumping();
    }
  }
}

function jumping(): SourceError {
  return new SourceError(
    `its counters leapt ${REJECTED_TIMES} times within a minute by more than a processor can use: they do not count energy`,
    'give-up',
    MEASURE_OUTSIDE,
  );
}

const MEASURE_OUTSIDE: Remedy = {
  text: 'Nothing needs to be done: where nothing else measures the processors they are estimated. Whoever runs the host of a virtual machine can measure there.',
  command: null,
};

/** Ticks that all processors together have worked; null where /proc/stat does not tell. */
function readBusyTicks(procfs: FileTree): number | null {
  const line = /^cpu {1,2}(\d+) (\d+) (\d+) \d+ \d+ (\d+) (\d+)/m.exec(readWord(procfs, 'stat') ?? '');
  // user, nice, system, irq, softirq (proc_stat(5)); guest time is inside user time.
  return line === null ? null : line.slice(1).reduce((sum, ticks) => sum + Number(ticks), 0);
}
