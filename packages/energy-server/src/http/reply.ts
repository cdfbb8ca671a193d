// A reply that is known as a whole, and how it is sent.

import type { ServerResponse } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function jsonReply(value: object): Reply {
  return textReply(JSON.stringify(value), 'application/json');
}

export function textReply(body: string, mediaType: string): Reply {
  return { status: 200, headers: { 'Content-Type': mediaType }, body };
}

/** For HEAD, Node keeps the body to itself. */
export function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { ...headers, 'Content-Length': String(Buffer.byteLength(body)) });
  response.end(body);
}
