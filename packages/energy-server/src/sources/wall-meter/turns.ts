// When meters are asked: all those of one interval at one waking, since waking up costs more than asking.

import type { Milliseconds } from '@jupyter-energy/contract';

const groups = new Map<Milliseconds, Group>();

/** Calls `ask`, which must not throw, once per interval or hardly less often, sooner only after a turn that was late, until it is disposed of. */
export function eachTurn(intervalMs: Milliseconds, ask: () => void): Disposable {
  const turnMs = Math.ceil(intervalMs);
  const group = groups.get(turnMs) ?? new Group(turnMs);
  groups.set(turnMs, group);
  group.add(ask);
  return {
    [Symbol.dispose]() {
      if (group.remove(ask) && groups.get(turnMs) === group) groups.delete(turnMs);
    },
  };
}

class Group {
  readonly #turnMs: Milliseconds;
  readonly #members = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(turnMs: Milliseconds) {
    this.#turnMs = turnMs;
  }

  add(ask: () => void): void {
    this.#members.add(ask);
    if (this.#members.size === 1) this.#arm();
  }

  /** Whether nobody is left. */
  remove(ask: () => void): boolean {
    this.#members.delete(ask);
    if (this.#members.size > 0) return false;
    clearTimeout(this.#timer);
    return true;
  }

  /** On a grid: a turn that came late, or a millisecond early, does not move the next one. */
  #arm(): void {
    const nowMs = performance.now();
    const dueMs = (Math.round(nowMs / this.#turnMs) + 1) * this.#turnMs;
    this.#timer = setTimeout(() => this.#turn(), Math.ceil(dueMs - nowMs));
  }

  #turn(): void {
    this.#arm();
    for (const ask of this.#members) ask();
  }
}
