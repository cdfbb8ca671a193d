// One reader of the event stream. It is never waited for: what does not drain is passed over, and after a minute dropped.

import type { ServerResponse } from 'node:http';

/** How long a reader may leave what was sent to it unread. */
export const PATIENCE_MS = 60_000;

export class EventStream {
  readonly #response: ServerResponse;
  readonly #drained: () => void;
  /** When it stopped draining; null while it reads. */
  #stalledAtMs: number | null = null;

  /** `drained` is called when a reader that was passed over can be written to again. */
  constructor(response: ServerResponse, drained: () => void) {
    this.#response = response;
    this.#drained = drained;
  }

  /** Sends the headers and begins. Ends with `ended`, however it ends. */
  open(ended: () => void): void {
    this.#response.once('close', ended);
    // The peer going away in mid-write is how streams end; `close` follows.
    this.#response.on('error', () => {});
    this.#response.on('drain', () => {
      this.#stalledAtMs = null;
      this.#drained();
    });
    this.#response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache',
      'X-Accel-Buffering': 'no',
    });
    this.#response.flushHeaders();
  }

  /** Writes unless the reader stalls; answers whether it was written. */
  write(text: Uint8Array, nowMs: number): boolean {
    if (this.#stalledAtMs !== null) {
      if (nowMs - this.#stalledAtMs > PATIENCE_MS) this.#response.destroy();
      return false;
    }
    if (!this.#response.write(text)) this.#stalledAtMs = nowMs;
    return true;
  }

  /** Ends it in order; a reader that stalls is cut off, since it would keep the end waiting. */
  end(): void {
    if (this.#stalledAtMs === null) this.#response.end();
    else this.#response.destroy();
  }
}
