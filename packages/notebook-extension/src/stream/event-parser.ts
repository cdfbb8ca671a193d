// Server-sent events out of a byte stream that may be cut anywhere (WHATWG HTML, "Parsing an event stream").

/** One event: its name (`message` where the stream gives none) and its data lines joined by line feeds. */
export interface ServerSentEvent {
  readonly name: string;
  readonly data: string;
}

/** Feed it chunks of bytes as they arrive; it gives the events that they complete. */
export class EventParser {
  readonly #decoder = new TextDecoder('utf-8');
  #line = '';
  #afterReturn = false;
  #name = '';
  #data: string[] = [];

  /** The events completed by these bytes, in order. */
  push(bytes: Uint8Array): readonly ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    let text = this.#decoder.decode(bytes, { stream: true });
    // A line feed right after a carriage return belongs to it, even when a chunk ends between the two.
    if (this.#afterReturn && text.startsWith('\n')) text = text.slice(1);
    if (text !== '') this.#afterReturn = text.endsWith('\r');
    const lines = text.split(/\r\n|\r|\n/);
    const unfinished = lines.pop() ?? '';
    for (const piece of lines) {
      const event = this.#take(this.#line + piece);
      this.#line = '';
      if (event) events.push(event);
    }
    this.#line += unfinished;
    return events;
  }

  #take(line: string): ServerSentEvent | null {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#name = value;
    else if (field === 'data') this.#data.push(value);
    return null;
  }

  #dispatch(): ServerSentEvent | null {
    const event = { name: this.#name || 'message', data: this.#data.join('\n') };
    const complete = this.#data.length > 0;
    this.#name = '';
    this.#data = [];
    return complete ? event : null;
  }
}
