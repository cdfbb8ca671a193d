// A plug on a real TCP port: an HTTP server that answers as a firmware does, and misbehaves on request.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Listening } from './listening.ts';

export type Misbehaviour =
  | 'html'
  | 'garbage'
  | 'huge'
  | 'half'
  | 'drip'
  | 'silence'
  | 'hang-up'
  | 'redirect'
  | 'busy';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a device with one outlet measures; tests change it. */
export interface Load {
  watts: number;
  wattHours: number;
}

export abstract class FakePlug extends Listening implements AsyncDisposable {
  /** Null: it asks for none. */
  password: string | null = null;
  misbehaviour: Misbehaviour | null = null;
  /** Path and query of every question, in order. */
  readonly asked: string[] = [];
  protected readonly server: Server = createServer((question, response) => this.#serve(question, response));

  /** What the firmware answers. */
  protected abstract reply(path: string, query: URLSearchParams, question: IncomingMessage): Reply;

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #serve(question: IncomingMessage, response: ServerResponse): void {
    this.asked.push(question.url ?? '');
    const { pathname, searchParams } = new URL(question.url ?? '/', 'http://plug');
    if (this.misbehaviour === null) this.#answer(this.reply(pathname, searchParams, question), response);
    else misbehave(this.misbehaviour, response);
  }

  #answer({ status, body, headers }: Reply, response: ServerResponse): void {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }
}

function misbehave(how: Misbehaviour, response: ServerResponse): void {
  switch (how) {
    case 'html':
      response.end('<!DOCTYPE html><html><body>Please log in to your router</body></html>');
      return;
    case 'garbage':
      response.end(Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 89) % 256)));
      return;
    case 'huge':
      response.end(`{"meters":[${'{"power":1,"total":1},'.repeat(100_000)}{}]}`);
      return;
    case 'half':
      response.end('{"meters":[{"power":42.5,"tot');
      return;
    case 'drip': {
      // A byte now and then: never silent, never done.
      const timer = setInterval(() => response.write(' '), 200);
      response.on('close', () => clearInterval(timer));
      return;
    }
    case 'silence':
      return;
    case 'hang-up':
      response.destroy();
      return;
    case 'redirect':
      response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end();
      return;
    case 'busy':
      response.writeHead(503).end('busy');
  }
}
