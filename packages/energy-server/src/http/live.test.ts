// Event streams: many readers, readers that leave, readers that do not read, and the end.

import { createServer, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Sources, Status } from '@jupyter-energy/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ask, openStream } from '../../test/fakes/http-client.ts';
import { RunningServer } from '../../test/fakes/running-server.ts';
import { EventStream, PATIENCE_MS } from './event-stream.ts';

let server: RunningServer;
beforeEach(async () => {
  server = await new RunningServer().start();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

async function status(): Promise<Status> {
  return Status.parse((await ask(server, '/v1/status')).json());
}

test('fifty readers get the same beat; when they have left, nobody watches any more', async () => {
  const streams = await Promise.all(Array.from({ length: 50 }, () => openStream(server)));
  await Promise.all(streams.map((stream) => stream.next('beat')));
  expect(await status()).toMatchObject({ streams: 50, beat: { reason: 'watched' } });
  const beats = await Promise.all(streams.map((stream) => stream.next('beat')));
  expect(new Set(beats.map((beat) => JSON.stringify(beat))).size).toBe(1);
  for (const stream of streams) stream.abort();
  await vi.waitFor(async () => {
    expect(await status()).toMatchObject({ streams: 0, beat: { reason: 'idle' } });
  });
});

test('a change of the sources is told at once', async () => {
  const stream = await openStream(server);
  await stream.next('sources');
  server.source.notes = ['mirrored dies'];
  await server.station.mark();
  expect(Sources.parse(await stream.next('sources')).sources[0]?.notes).toEqual(['mirrored dies']);
});

test('the end of the server ends every stream', async () => {
  const streams = await Promise.all([openStream(server), openStream(server)]);
  await server[Symbol.asyncDispose]();
  for (const stream of streams)
    await expect(stream.next('no such event')).rejects.toThrow('the stream ended');
});

test('a reader that does not read holds up nobody (S3)', async () => {
  const stalled = connect(server.socketPath);
  stalled.pause();
  stalled.write('GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await vi.waitFor(async () => expect((await status()).streams).toBe(1));
  const reader = await openStream(server);
  for (let change = 0; change < 20; change += 1) {
    server.source.notes = [`${change} ${'x'.repeat(200_000)}`];
    await server.station.mark();
    let told = '';
    while (!told.startsWith(`${change} `))
      told = Sources.parse(await reader.next('sources')).sources[0]?.notes[0] ?? '';
  }
  expect((await status()).streams).toBe(2);
  stalled.destroy();
});

describe('one stream whose reader stalls', () => {
  const chunk = Buffer.alloc(256 * 1024, 'x');
  let response: ServerResponse;
  let client: Socket;
  let stream: EventStream;
  const drained = vi.fn();
  const ended = vi.fn();
  let close: () => void;

  beforeEach(async () => {
    vi.clearAllMocks();
    const socketPath = join(server.folder, 'one.sock');
    const opened = Promise.withResolvers<void>();
    const one = createServer((_, answer) => {
      response = answer;
      stream = new EventStream(answer, drained);
      stream.open(ended);
      opened.resolve();
    }).listen(socketPath);
    client = connect(socketPath);
    client.pause();
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await opened.promise;
    close = () => {
      client.destroy();
      one.close();
    };
    for (let times = 0; times < 200; times += 1) {
      stream.write(chunk, 0);
      await turn();
    }
  });
  afterEach(() => close());

  test('is passed over: no more than an event waits for it', () => {
    expect(stream.write(chunk, 0)).toBe(false);
    expect(response.writableLength).toBeLessThan(2 * chunk.length);
  });

  test('is written to again when it reads again', async () => {
    client.resume();
    await vi.waitFor(() => expect(drained).toHaveBeenCalled());
    expect(stream.write(chunk, 0)).toBe(true);
  });

  test('is dropped after a minute of not reading, and not before', async () => {
    stream.write(chunk, PATIENCE_MS);
    expect(response.destroyed).toBe(false);
    stream.write(chunk, PATIENCE_MS + 1);
    await vi.waitFor(() => expect(ended).toHaveBeenCalledTimes(1));
  });

  test('ends at once when the server ends', async () => {
    stream.end();
    await vi.waitFor(() => expect(ended).toHaveBeenCalledTimes(1));
  });
});
