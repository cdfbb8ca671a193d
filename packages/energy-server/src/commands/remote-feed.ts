// Asks a running energy server through its Unix socket.

import type { IncomingMessage } from 'node:http';
import { Beat, Sources } from '@jupyter-energy/contract';
import { request } from '../http/node-http.ts';
import { CommandError } from './command.ts';
import type { Feed } from './feed.ts';

export function remoteFeed(socket: string): Feed {
  return {
    origin: `energy server at ${socket}`,
    sources: async () => understood(socket, Sources, await getText(socket, '/v1/sources')),
    beats: (signal) => beatsOf(socket, signal),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function getText(socketPath: string, path: string): Promise<string> {
  const response = await get(socketPath, path);
  let text = '';
  for await (const chunk of textOf(response)) text += chunk;
  if (response.statusCode !== 200)
    throw new CommandError(`${socketPath} answered ${response.statusCode} to ${path}`);
  return text;
}

/** Throws CommandError for what is not as the contract has it: another version, or an answer that broke off. */
function understood<T>(socketPath: string, schema: { parse(value: unknown): T }, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const reason = `${socketPath} broke off, or is an energy server of another version: try again, or restart it`;
    throw new CommandError(reason, { cause: error });
  }
}

/** What arrives, until the answer ends or breaks off. */
async function* textOf(response: IncomingMessage): AsyncGenerator<string> {
  response.setEncoding('utf8');
  try {
    for await (const chunk of response) yield chunk;
  } catch {
    // A server that was killed, or we ourselves, broke off: what is missing tells the rest.
  }
}

/** Whole lines only. */
async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of textOf(response)) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

async function* beatsOf(socketPath: string, signal: AbortSignal): AsyncGenerator<Beat> {
  const response = await get(socketPath, '/v1/stream');
  const end = () => response.destroy();
  signal.addEventListener('abort', end);
  let event = '';
  try {
    for await (const line of linesOf(response)) {
      if (line.startsWith('event: ')) event = line.slice('event: '.length);
      if (event === 'beat' && line.startsWith('data: '))
        yield understood(socketPath, Beat, line.slice('data: '.length));
    }
  } finally {
    signal.removeEventListener('abort', end);
    response.destroy();
  }
  if (!signal.aborted) throw new CommandError(`the energy server at ${socketPath} has ended`);
}

function get(socketPath: string, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, agent: false }, resolve);
    asked.on('error', (error: NodeJS.ErrnoException) =>
      reject(new CommandError(`${socketPath}: ${error.code ?? error.message}`, { cause: error })),
    );
    asked.end();
  });
}
