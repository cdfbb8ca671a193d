// Talks to the energy server that a Jupyter server started, over its Unix socket.

import { request } from 'node:http';
import type { Status } from '@jupyter-energy/contract';

/** What the energy server on a socket says of itself; null where none answers. */
export async function statusAt(socketPath: string): Promise<Status | null> {
  try {
    return JSON.parse(await get(socketPath, '/v1/status')) as Status;
  } catch {
    return null; // nobody listens, which is an answer
  }
}

/** Ends the energy server on a socket in order, if there is one. */
export async function endEnergyServer(socketPath: string): Promise<void> {
  const status = await statusAt(socketPath);
  if (status !== null) process.kill(status.pid, 'SIGTERM');
}

function get(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { host: 'localhost' };
    const asked = request({ socketPath, path, headers, timeout: 2000 }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      reply.on('end', () => (reply.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer in 2 s')));
    asked.on('error', reject).end();
  });
}
