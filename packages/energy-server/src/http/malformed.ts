// What is no HTTP gets a problem as well: Node would answer it without a word.

import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { problemReply, RequestProblem } from './problem.ts';

/** By the codes of Node's parser and of its time limits; everything else is a 400. */
const problems: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'the target and the headers together may have 16 KiB'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'the request did not arrive in time'],
};

/** Answers malformed requests of every connection, and ends the connection. */
export function answerMalformed(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // After an answer, which may be a stream that goes on, another one would be taken for a part of it.
    if (socket.writable && socket.bytesWritten === 0)
      // Ended alone, it would stay open for as long as the other side likes.
      socket.end(rawReply(error.code), () => socket.destroy());
    else socket.destroy();
  });
}

function rawReply(code: string | undefined): string {
  const [status, detail] = problems[code ?? ''] ?? [400, 'this is no HTTP request that can be understood'];
  const { headers, body } = problemReply(new RequestProblem(status, detail));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = Buffer.byteLength(body);
  return `HTTP/1.1 ${status} \r\n${lines.join('')}Content-Length: ${length}\r\nConnection: close\r\n\r\n${body}`;
}
