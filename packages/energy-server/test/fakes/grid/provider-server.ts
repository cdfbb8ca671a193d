// A local HTTP server in the place of a provider: answers as it is told to, and remembers what it was asked.

import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Answers with what it returns, or with nothing where it has taken the response itself. */
export type FakeAnswer = (url: URL, response: ServerResponse) => FakeReply | null;

export class ProviderServer implements AsyncDisposable {
  readonly asked: { readonly url: URL; readonly headers: IncomingHttpHeaders }[] = [];
  answer: FakeAnswer = () => ({ status: 503, body: 'Scheduled maintenance is currently underway' });
  readonly #server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    this.asked.push({ url, headers: request.headers });
    const reply = this.answer(url, response);
    if (reply === null) return;
    response.writeHead(reply.status ?? 200, { ...reply.headers }).end(reply.body ?? '');
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
