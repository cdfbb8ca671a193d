// Asks a server on a Unix socket or a TCP port, and reads event streams, as any client would.

import { type IncomingMessage, request } from 'node:http';

export interface Target {
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  json(): unknown;
}

export async function ask(target: Target, path: string, asked: Asked = {}): Promise<Answer> {
  const response = await begin(target, path, asked);
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk;
  const { statusCode: status = 0, headers } = response;
  return { status, headers, text, json: () => JSON.parse(text) };
}

export interface OpenStream {
  readonly headers: IncomingMessage['headers'];
  /** The next event of this name; rejects when the stream ends before. */
  next(event: string): Promise<unknown>;
  abort(): void;
}

export async function openStream(target: Target): Promise<OpenStream> {
  const response = await begin(target, '/v1/stream', {});
  const events = eventsOf(response);
  return {
    headers: response.headers,
    next: async (wanted) => {
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error(`the stream ended before ${wanted}`);
        if (value.event === wanted) return value.data;
      }
    },
    abort: () => response.destroy(),
  };
}

async function* eventsOf(response: IncomingMessage): AsyncGenerator<{ event: string; data: unknown }> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const match = /^event: (.*)\ndata: (.*)$/.exec(block);
      if (match) yield { event: match[1] ?? '', data: JSON.parse(match[2] ?? '') };
    }
  }
}

function begin(target: Target, path: string, { method, headers, body }: Asked): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { ...target, path, method: method ?? 'GET', headers: { ...headers }, agent: false };
    request(options, resolve).on('error', reject).end(body);
  });
}
