// The stream's life: open while visible, reopened with growing pauses, silent where there is no server.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EnergyApi, Refused } from './api.ts';
import { EnergyStream, type Visibility } from './energy-stream.ts';

/** A server that answers each opening as the test says; by default with a stream that stays open. */
class Server implements EnergyApi {
  readonly opened: number[] = [];
  readonly streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  refuse: Error | null = null;
  cancelled = 0;

  async open(_: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    this.opened.push(Date.now());
    if (this.refuse !== null) throw this.refuse;
    signal.throwIfAborted();
    return new ReadableStream({
      start: (controller) => {
        this.streams.push(controller);
      },
      cancel: () => {
        this.cancelled += 1;
      },
    });
  }

  get(): Promise<never> {
    return Promise.reject(new Error('not asked for here'));
  }

  put(): Promise<never> {
    return Promise.reject(new Error('not asked for here'));
  }

  say(text: string): void {
    this.streams.at(-1)?.enqueue(new TextEncoder().encode(text));
  }
}

class Page implements Visibility {
  visible = true;
  #listeners = new Set<() => void>();

  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  become(visible: boolean): void {
    this.visible = visible;
    for (const listener of this.#listeners) listener();
  }

  get watched(): number {
    return this.#listeners.size;
  }
}

function setUp(refuse: Error | null = null) {
  const server = new Server();
  server.refuse = refuse;
  const page = new Page();
  const told: string[] = [];
  const stream = new EnergyStream(server, page, {
    opened: () => told.push('opened'),
    event: ({ name, data }) => told.push(`${name} ${data}`),
    failed: (reason) => told.push(`failed: ${reason}`),
    absent: () => told.push('absent'),
  });
  return { server, page, told, stream };
}

const soon = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('hands on events, cut as the network pleases', async () => {
  const { server, told, stream } = setUp();
  stream.start();
  await soon();
  server.say('event: beat\nda');
  server.say('ta: 1\n\nevent: sources\ndata: 2\n\n');
  await soon();
  expect(told).toEqual(['opened', 'beat 1', 'sources 2']);
  stream.dispose();
});

describe('the page', () => {
  test('hidden from the beginning asks for nothing', async () => {
    const { server, page, stream } = setUp();
    page.visible = false;
    stream.start();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(server.opened).toHaveLength(0);
    stream.dispose();
  });

  test('hidden it lets go at once, shown it opens anew', async () => {
    const { server, page, told, stream } = setUp();
    stream.start();
    await soon();
    page.become(false);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(server.cancelled).toBe(1);
    expect(server.opened).toHaveLength(1);
    page.become(true);
    await soon();
    expect(server.opened).toHaveLength(2);
    expect(told).toEqual(['opened', 'opened']);
    stream.dispose();
  });

  test('hidden while waiting to try again, it does not try', async () => {
    const { server, page, stream } = setUp(new Error('refused'));
    stream.start();
    await soon();
    page.become(false);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(server.opened).toHaveLength(1);
    stream.dispose();
  });
});

describe('failure', () => {
  test('is tried again after 1, 2, 4 … 60 s, and says why', async () => {
    const { server, told, stream } = setUp(new Refused(503, 'no Node'));
    const begin = Date.now();
    stream.start();
    await vi.advanceTimersByTimeAsync(200_000);
    const seconds = server.opened.map((at) => Math.round((at - begin) / 1000));
    expect(seconds).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
    expect(new Set(told)).toEqual(new Set(['failed: no Node']));
    stream.dispose();
  });

  test('after an event the pauses are short again', async () => {
    const { server, stream } = setUp(new Error('down'));
    stream.start();
    await vi.advanceTimersByTimeAsync(40_000);
    server.refuse = null;
    await vi.advanceTimersByTimeAsync(30_000);
    server.say('data: x\n\n');
    await soon();
    const tries = server.opened.length;
    server.streams.at(-1)?.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.opened).toHaveLength(tries + 1);
    stream.dispose();
  });

  test('an end of the stream and a broken one are told', async () => {
    const { server, told, stream } = setUp();
    stream.start();
    await soon();
    server.streams.at(-1)?.close();
    await vi.advanceTimersByTimeAsync(1_000);
    server.streams.at(-1)?.error(new TypeError('network error'));
    await soon();
    expect(told).toEqual(['opened', 'failed: null', 'opened', 'failed: null']);
    stream.dispose();
  });

  test('a connection that falls silent is opened anew without a word', async () => {
    const { server, told, stream } = setUp();
    stream.start();
    await vi.advanceTimersByTimeAsync(44_000);
    server.say(': alive\n\n');
    await vi.advanceTimersByTimeAsync(44_000);
    expect(server.opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.opened).toHaveLength(2);
    expect(told).toEqual(['opened', 'opened']);
    stream.dispose();
  });
});

describe('404', () => {
  test('where there never was a server nothing is tried again until the page is shown anew', async () => {
    const { server, page, told, stream } = setUp(new Refused(404, 'Not Found'));
    stream.start();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(server.opened).toHaveLength(1);
    expect(told).toEqual(['absent']);
    page.become(false);
    page.become(true);
    await soon();
    expect(server.opened).toHaveLength(2);
    stream.dispose();
  });

  test('where there was one it is a failure like any other', async () => {
    const { server, told, stream } = setUp();
    stream.start();
    await soon();
    server.refuse = new Refused(404, 'gone');
    server.streams.at(-1)?.close();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told.at(-1)).toBe('failed: gone');
    stream.dispose();
  });
});

test('asked to, it tries at once', async () => {
  const { server, stream } = setUp(new Error('down'));
  stream.start();
  await vi.advanceTimersByTimeAsync(20_000);
  const tries = server.opened.length;
  server.refuse = null;
  stream.retry();
  await soon();
  expect(server.opened).toHaveLength(tries + 1);
  expect(server.streams).toHaveLength(1);
  stream.dispose();
});

test('disposed, twice, it listens and asks no more', async () => {
  const { server, page, stream } = setUp();
  stream.start();
  await soon();
  stream.dispose();
  stream.dispose();
  await vi.advanceTimersByTimeAsync(600_000);
  page.become(true);
  expect(page.watched).toBe(0);
  expect(server.cancelled).toBe(1);
  expect(server.opened).toHaveLength(1);
});
