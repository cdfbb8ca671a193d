// Notices when nobody has used the energy server for some time: no request, no open stream.

import type { Server } from 'node:http';

/** A timer of Node holds no more milliseconds than this, and fires at once when it is asked to. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Use implements Disposable {
  readonly #limitMs: number;
  readonly #unused: () => void;
  #open = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Calls `unused` once nobody has asked for `limitMs`. */
  constructor(limitMs: number, unused: () => void) {
    this.#limitMs = limitMs;
    this.#unused = unused;
    this.#wait();
  }

  /** Counts what the server is asked; a stream is a request that lasts. */
  watch(server: Server): void {
    server.on('request', (_, response) => {
      this.#open += 1;
      clearTimeout(this.#timer);
      response.once('close', () => {
        this.#open -= 1;
        if (this.#open === 0) this.#wait();
      });
    });
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#open = Number.POSITIVE_INFINITY;
  }

  #wait(leftMs = this.#limitMs): void {
    clearTimeout(this.#timer);
    const laterMs = leftMs - LONGEST_TIMER_MS;
    this.#timer =
      laterMs > 0
        ? setTimeout(() => this.#wait(laterMs), LONGEST_TIMER_MS)
        : setTimeout(this.#unused, leftMs);
  }
}
