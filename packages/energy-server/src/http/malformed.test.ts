// What is no HTTP, byte by byte over the socket: answered with a problem, and never in the middle of another answer.

import { createServer } from 'node:http';
import { connect } from 'node:net';
import { Problem } from '@jupyter-energy/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../../test/fakes/http-client.ts';
import { RunningServer } from '../../test/fakes/running-server.ts';
import { answerMalformed } from './malformed.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await new RunningServer().start();
});
afterAll(async () => {
  expect(server.faults).toEqual([]);
  await server[Symbol.asyncDispose]();
});

/** All that comes back until the server ends the connection. */
function answerTo(...pieces: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const [first = '', ...others] = pieces;
    const socket = connect(server.socketPath);
    let text = '';
    socket.setEncoding('latin1').on('data', (more) => {
      text += more;
      const next = others.shift();
      if (next !== undefined) socket.write(next);
    });
    // Cut off while it still sends: what came before counts.
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    socket.write(first, 'latin1');
  });
}

test.each([
  ['garbage', '\0\xff what?\r\n\r\n', 400],
  ['a byte that no target may have', 'GET /v1/\xe9 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['no Host', 'GET /v1/status HTTP/1.1\r\n\r\n', 400],
  [
    'two lengths',
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n',
    400,
  ],
  ['headers without end', `GET /v1/status HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('%s', async (name, request, status) => {
  const answer = await answerTo(request);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head).toMatch(/^Connection: close$/im);
  // Node itself answers a request without a Host, with a bare 400.
  if (name !== 'no Host') expect(Problem.parse(JSON.parse(body)).status).toBe(status);
  expect((await ask(server, '/v1/status')).status).toBe(200);
});

test('the connection is gone afterwards, whatever the other side keeps open', async () => {
  const http = createServer();
  answerMalformed(http);
  const path = `${server.folder}/half-open.sock`;
  await new Promise<void>((resolve) => http.listen(path, resolve));
  const socket = connect({ path, allowHalfOpen: true }).on('error', () => {});
  socket.resume().write('\0\r\n\r\n');
  await new Promise((resolve) => socket.once('end', resolve));
  const open = () => new Promise((resolve) => http.getConnections((_, count) => resolve(count)));
  await expect.poll(open).toBe(0);
  socket.destroy();
  http.close();
});

test('a stream is cut, not answered into', async () => {
  const answer = await answerTo('GET /v1/stream HTTP/1.1\r\nHost: a\r\n\r\n', '\0\0\0\r\n\r\n');
  expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  expect(answer).not.toContain('problem+json');
});
