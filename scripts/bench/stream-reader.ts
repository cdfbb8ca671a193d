// A program that reads many event streams at once and tells what arrived when: node stream-reader.ts SOCKET STREAMS.
// It prints `open` when all streams are open, and what it saw, as JSON, when its input ends.

import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';

/** Of one stream: the time of each beat, as the server says it, and when it arrived, in Unix milliseconds. */
export interface Arrivals {
  readonly at: number[];
  readonly arrived: number[];
}

const asking = 'GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n';
const beat = /event: beat\ndata: \{"at":([\d.]+)/g;

const [socketPath = '', count = '1'] = process.argv.slice(2);
const seen: Arrivals[] = [];
const sockets: Socket[] = [];

for (let index = 0; index < Number(count); index += 1) {
  const arrivals: Arrivals = { at: [], arrived: [] };
  seen.push(arrivals);
  const socket = follow(arrivals);
  sockets.push(socket);
  // One after the other: a Unix socket refuses whom its queue has no room for.
  await once(socket, 'data');
}
console.log('open');
await once(process.stdin.resume(), 'end');
for (const socket of sockets) socket.destroy();
console.log(JSON.stringify(seen));

/** Raw bytes suffice: an event that is not complete yet waits for its end. */
function follow({ at, arrived }: Arrivals): Socket {
  let begun = '';
  const socket = createConnection(socketPath).setEncoding('latin1');
  socket.on('data', (text) => {
    const nowMs = Date.now();
    const all = begun + text;
    const end = all.lastIndexOf('\n\n') + 1;
    begun = all.slice(end);
    for (const [, time] of all.slice(0, end).matchAll(beat)) {
      at.push(Number(time));
      arrived.push(nowMs);
    }
  });
  return socket.once('connect', () => socket.write(asking));
}
