// The one stream of the page: open while the page is visible, reopened with growing pauses when it fails.

import { type EnergyApi, Refused } from './api.ts';
import { BackOff, pause } from './back-off.ts';
import { EventParser, type ServerSentEvent } from './event-parser.ts';

/** No bytes for so long mean a connection that died without saying so (a laptop that slept). */
const SILENCE_MS = 45_000;
const SILENT = new Error('The connection fell silent.');

/** Whether anybody can see the page, and word when that changes. */
export interface Visibility {
  readonly visible: boolean;
  /** The function that it returns ends the watch. */
  watch(listener: () => void): () => void;
}

export interface StreamListener {
  /** The stream is open: time to ask for what happened before. Aborted when it closes. */
  opened(signal: AbortSignal): void;
  event(event: ServerSentEvent): void;
  /** It failed and will be tried again. `reason` is what the server said, null when nothing answered. */
  failed(reason: string | null): void;
  /** There is no energy server side at this address (404): nothing will be tried until the page is shown anew. */
  absent(): void;
}

/** `start` begins, `dispose` ends. */
export class EnergyStream {
  readonly #api: EnergyApi;
  readonly #visibility: Visibility;
  readonly #listener: StreamListener;
  readonly #backOff = new BackOff();
  #unwatch: (() => void) | null = null;
  #open: AbortController | null = null;
  #everOpened = false;

  constructor(api: EnergyApi, visibility: Visibility, listener: StreamListener) {
    this.#api = api;
    this.#visibility = visibility;
    this.#listener = listener;
  }

  start(): void {
    this.#unwatch ??= this.#visibility.watch(() => this.#follow());
    this.#follow();
  }

  /** Tries at once, whatever pause was under way: somebody asks to see something. */
  retry(): void {
    this.#open?.abort();
    this.#open = null;
    this.#backOff.succeeded();
    this.#follow();
  }

  dispose(): void {
    this.#unwatch?.();
    this.#unwatch = null;
    this.#open?.abort();
    this.#open = null;
  }

  #follow(): void {
    if (!this.#visibility.visible) {
      this.#open?.abort();
      this.#open = null;
    } else if (this.#open === null && this.#unwatch !== null) {
      this.#open = new AbortController();
      void this.#keepOpen(this.#open);
    }
  }

  async #keepOpen(mine: AbortController): Promise<void> {
    while (!mine.signal.aborted) {
      const failure = await this.#once(mine.signal);
      if (mine.signal.aborted) return;
      // The other end may be well: only a failure to connect anew is worth telling.
      if (failure === SILENT) continue;
      if (failure instanceof Refused && failure.status === 404 && !this.#everOpened) {
        this.#open = null;
        this.#listener.absent();
        return;
      }
      this.#listener.failed(failure instanceof Refused ? failure.message : null);
      await pause(this.#backOff.failed(), mine.signal);
    }
  }

  /** One connection, from opening to its end; how it ended. */
  async #once(outer: AbortSignal): Promise<Error> {
    const connection = new AbortController();
    const signal = AbortSignal.any([outer, connection.signal]);
    try {
      const body = await this.#api.open('v1/stream', signal);
      this.#everOpened = true;
      this.#listener.opened(signal);
      return await this.#read(body, signal);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      connection.abort();
    }
  }

  async #read(body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<Error> {
    const reader = body.getReader();
    const parser = new EventParser();
    const stop = () => void reader.cancel().catch(() => undefined); // It may have failed already; that is reported by `read`.
    signal.addEventListener('abort', stop, { once: true });
    let silent = false;
    const giveUp = () => {
      silent = true;
      stop();
    };
    let silence = setTimeout(giveUp, SILENCE_MS);
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return silent ? SILENT : new Error('The connection ended.');
        clearTimeout(silence);
        silence = setTimeout(giveUp, SILENCE_MS);
        for (const event of parser.push(value)) {
          this.#backOff.succeeded();
          this.#listener.event(event);
        }
      }
    } finally {
      clearTimeout(silence);
    }
  }
}
