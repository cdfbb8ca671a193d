// The event stream: each event's text is made once and handed to every reader, a beat's once for each user. While one is open, somebody watches.

import type { ServerResponse } from 'node:http';
import type { streamEvents } from '@jupyter-energy/contract';
import { EventStream } from './event-stream.ts';
import type { Asker } from './kernels-view.ts';
import { beatReply, statusReply } from './replies.ts';
import { sourcesReply } from './sources-reply.ts';
import type { EnergyView } from './view.ts';

/** A comment that keeps proxies from closing a quiet stream. */
const HEARTBEAT_MS = 15_000;
const heartbeat = Buffer.from(': \n\n');

interface Reader {
  readonly stream: EventStream;
  /** What it is told of kernels depends on who reads. */
  readonly asker: Asker;
  readonly watching: Disposable;
  /** The sources changed while it stalled. */
  missedSources: boolean;
}

export class Live implements Disposable {
  readonly #view: EnergyView;
  readonly #readers = new Set<Reader>();
  readonly #held: readonly Disposable[];
  readonly #timer: NodeJS.Timeout;

  constructor(view: EnergyView) {
    this.#view = view;
    this.#held = [view.onBeat(() => this.#sendBeat()), view.onSources(() => this.#sendSources())];
    this.#timer = setInterval(() => this.#keepAlive(), HEARTBEAT_MS);
    this.#timer.unref();
  }

  /** How many streams are open. */
  get size(): number {
    return this.#readers.size;
  }

  /** Turns a response into a stream; it begins with the status, the sources and the newest beat. */
  open(response: ServerResponse, asker: Asker): void {
    const reader: Reader = {
      stream: new EventStream(response, () => this.#resume(reader)),
      asker,
      watching: this.#view.watch(),
      missedSources: false,
    };
    this.#readers.add(reader);
    reader.stream.open(() => this.#close(reader));
    const nowMs = this.#view.now().timelineMs;
    for (const text of [this.#statusText(), this.#sourcesText(), this.#beatText(asker)])
      if (text !== null) reader.stream.write(text, nowMs);
  }

  /** Ends every stream. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    for (const held of this.#held) held[Symbol.dispose]();
    for (const { stream } of this.#readers) stream.end();
  }

  #close(reader: Reader): void {
    this.#readers.delete(reader);
    reader.watching[Symbol.dispose]();
  }

  /** Nothing but the sources needs to be sent again: the next beat carries all energy so far. */
  #resume(reader: Reader): void {
    if (!reader.missedSources || !this.#readers.has(reader)) return;
    reader.missedSources = false;
    reader.stream.write(this.#sourcesText(), this.#view.now().timelineMs);
  }

  #sendBeat(): void {
    const texts = new Map<Asker['user'], Uint8Array | null>();
    const nowMs = this.#view.now().timelineMs;
    for (const { stream, asker } of this.#readers) {
      const { user } = asker;
      if (!texts.has(user)) texts.set(user, this.#beatText(asker));
      const text = texts.get(user) ?? null;
      if (text !== null) stream.write(text, nowMs);
    }
  }

  #sendSources(): void {
    if (this.#readers.size === 0) return;
    const text = this.#sourcesText();
    const nowMs = this.#view.now().timelineMs;
    for (const reader of this.#readers) reader.missedSources = !reader.stream.write(text, nowMs);
  }

  #keepAlive(): void {
    if (this.#readers.size === 0) return;
    this.#send(heartbeat);
    this.#send(this.#statusText());
  }

  #send(text: Uint8Array): void {
    const nowMs = this.#view.now().timelineMs;
    for (const { stream } of this.#readers) stream.write(text, nowMs);
  }

  #beatText(asker: Asker): Uint8Array | null {
    const beat = beatReply(this.#view, this.#view.kernelsFor(asker));
    return beat === null ? null : eventText('beat', beat);
  }

  #sourcesText(): Uint8Array {
    return eventText('sources', sourcesReply(this.#view));
  }

  #statusText(): Uint8Array {
    return eventText('status', statusReply(this.#view, this.#readers.size));
  }
}

function eventText(event: keyof typeof streamEvents, data: object): Uint8Array {
  return Buffer.from(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
