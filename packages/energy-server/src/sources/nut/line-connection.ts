// A conversation over TCP in which every line that is said gets one line for an answer. Bounded in time and size.

import { connect, type Socket } from 'node:net';
import type { Milliseconds } from '@jupyter-energy/contract';

const LONGEST_LINE = 4096;

/** No usable answer: the message says why, and repeats nothing that was said. */
export class NoLine extends Error {
  override readonly name = 'NoLine';
}

export type Say = (line: string) => Promise<string>;

export interface LineServer {
  readonly host: string;
  readonly port: number;
  /** For the whole conversation. */
  readonly limitMs: Milliseconds;
}

/** Connects, lets `talk` say its lines, and hangs up. Throws NoLine, and whatever `talk` throws. */
export async function converse<T>(
  { host, port, limitMs }: LineServer,
  signal: AbortSignal,
  talk: (say: Say) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.timeout(limitMs);
  const socket = connect({ host, port, signal: AbortSignal.any([signal, limit]) });
  try {
    const lines = linesOf(socket);
    return await talk(async (line) => {
      socket.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done) throw new NoLine('the connection was closed');
      return value;
    });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (limit.aborted) throw new NoLine(`no answer within ${limitMs / 1000} s`, { cause: error });
    if (typeof code === 'string') throw new NoLine(code, { cause: error });
    throw error;
  } finally {
    socket.destroy();
  }
}

async function* linesOf(socket: Socket): AsyncGenerator<string, undefined> {
  let text = '';
  socket.setEncoding('utf8');
  for await (const chunk of socket as AsyncIterable<string>) {
    text += chunk;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      yield text.slice(0, end).trimEnd();
      text = text.slice(end + 1);
    }
    if (text.length > LONGEST_LINE) throw new NoLine(`a line of more than ${LONGEST_LINE} characters`);
  }
  return undefined;
}
