// How long to wait before the next try: 1 s, doubling to 60 s.

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** Waiting times that double with every failure in a row. */
export class BackOff {
  #nextMs = FIRST_MS;

  /** Milliseconds to wait after one more failure. */
  failed(): number {
    const waitMs = this.#nextMs;
    this.#nextMs = Math.min(LONGEST_MS, waitMs * 2);
    return waitMs;
  }

  /** After a success the next failure waits briefly again. */
  succeeded(): void {
    this.#nextMs = FIRST_MS;
  }
}

/** Resolves after `ms`, or at once when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const stop = () => {
    clearTimeout(timer);
    resolve();
  };
  signal.addEventListener('abort', stop, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', stop));
}
