// What asks an energy server while it is measured: a page's stream, and somebody who wants ten readings a second.

import { Agent, type ClientRequest, get, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const headers = { host: 'localhost' };

/** Reads the event stream as a page does, and counts its beats. */
export class StreamReader implements Disposable {
  beats = 0;
  readonly #asked: ClientRequest;

  constructor(socketPath: string) {
    this.#asked = get({ socketPath, path: '/v1/stream', headers, agent: false }, (reply) => {
      reply.setEncoding('utf8').on('data', (text: string) => {
        this.beats += text.split('event: beat\n').length - 1;
      });
    });
    this.#asked.on('error', () => {}); // It ends with its server, or by dispose.
  }

  [Symbol.dispose](): void {
    this.#asked.destroy();
  }
}

/** Has readings taken at once, `perSecond` times a second, over one connection. Resolves with the number taken. */
export async function takeMarks(socketPath: string, perSecond: number, ms: number): Promise<number> {
  using agent = closing(new Agent({ keepAlive: true, maxSockets: 1 }));
  const startMs = performance.now();
  let marks = 0;
  for (; performance.now() - startMs < ms; marks += 1) {
    await answered(socketPath, `/v1/energy?from=${Date.now() - 1000}`, agent.agent);
    await pause(Math.max(0, startMs + ((marks + 1) * 1000) / perSecond - performance.now()));
  }
  return marks;
}

function answered(socketPath: string, path: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, headers, agent }, (reply) => {
      reply.resume().on('end', () => {
        if (reply.statusCode === 200) resolve();
        else reject(new Error(`${path}: status ${reply.statusCode}`));
      });
    });
    asked.on('error', reject).end();
  });
}

function closing(agent: Agent): Disposable & { readonly agent: Agent } {
  return { agent, [Symbol.dispose]: () => agent.destroy() };
}
