// A kernel whose performance counters say what a test tells them to.

import { HostError, type PerfCounter, type PerfEvents } from '../../src/host/host.ts';

type Count = number | { readonly fails: string };

export class FakePerfEvents implements PerfEvents {
  /** Set to make every `open` fail with this errno name. */
  refusal: string | null = null;
  /** How many counters are open. */
  opened = 0;
  readonly #counts = new Map<string, Count>();

  /** What reading this event on this processor gives from now on, or the errno name with which it fails. */
  set(config: number, cpu: number, count: Count): void {
    this.#counts.set(`${config} on ${cpu}`, count);
  }

  open(type: number, config: number, cpu: number): PerfCounter {
    const key = `${config} on ${cpu}`;
    const subject = `perf_event_open(type ${type}, config ${config}, cpu ${cpu})`;
    if (this.refusal !== null) throw new HostError(this.refusal, subject);
    if (!this.#counts.has(key)) throw new HostError('EINVAL', subject);
    this.opened += 1;
    let open = true;
    return {
      read: () => {
        const count = this.#counts.get(key);
        if (!open || count === undefined) throw new HostError('EBADF', subject);
        if (typeof count === 'object') throw new HostError(count.fails, subject);
        return count;
      },
      [Symbol.dispose]: () => {
        if (open) this.opened -= 1;
        open = false;
      },
    };
  }
}
