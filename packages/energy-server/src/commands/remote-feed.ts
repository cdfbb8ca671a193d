// Asks a running energy server through its Unix socket.

import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { Beat, Sources } from '@jupyter-energy/contract';
import { request } from '../http/node-http.ts';
import { CommandError } from './command.ts';
import type { Feed } from './feed.ts';

export function remoteFeed(socket: string): Feed {
  return {
    origin: `energy server at ${socket}`,
    sources: async () => Sources.parse(await getJson(socket, '/v1/sources')),
    beats: (signal) => beatsOf(socket, signal),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function getJson(socketPath: string, path: string): Promise<unknown> {
  const response = await get(socketPath, path);
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk;
  if (response.statusCode !== 200)
    throw new CommandError(`${socketPath} answered ${response.statusCode} to ${path}`);
  return JSON.parse(text);
}

async function* beatsOf(socketPath: string, signal: AbortSignal): AsyncGenerator<Beat> {
  const response = await get(socketPath, '/v1/stream');
  const end = () => response.destroy();
  signal.addEventListener('abort', end);
  let event = '';
  try {
    for await (const line of createInterface({ input: response })) {
      if (line.startsWith('event: ')) event = line.slice('event: '.length);
      if (event === 'beat' && line.startsWith('data: '))
        yield Beat.parse(JSON.parse(line.slice('data: '.length)));
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
