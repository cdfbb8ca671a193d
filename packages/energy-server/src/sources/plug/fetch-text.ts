// One HTTP question to a device that nobody trusts: its answer is bounded in time and size, and redirects are not followed.

import { type IncomingMessage, request } from 'node:http';
import type { Milliseconds } from '@jupyter-energy/contract';

/** From the question to the last byte of the answer. */
export const ANSWER_LIMIT_MS: Milliseconds = 2_000;
/** The longest answer of a known firmware, a Shelly with everything switched on, has a few kilobytes. */
export const ANSWER_LIMIT_BYTES = 64 * 1024;

export interface TextAnswer {
  readonly status: number;
  /** Every `WWW-Authenticate` header. */
  readonly challenges: readonly string[];
  readonly text: string;
}

/** No usable answer; the message is for people and names no path, since a path may hold a password. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/**
 * GET `http://ADDRESS/PATH`. Throws NoAnswer.
 * @param path with its query, beginning with a slash
 */
export async function fetchText(
  address: string,
  path: string,
  authorization: string | null,
  signal: AbortSignal,
): Promise<TextAnswer> {
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  try {
    const response = await begin(address, path, authorization, AbortSignal.any([signal, limit]));
    const text = await bodyOf(response);
    const challenges = response.headersDistinct['www-authenticate'] ?? [];
    return { status: response.statusCode ?? 0, challenges, text };
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    if (limit.aborted) throw new NoAnswer(`no whole answer within ${ANSWER_LIMIT_MS / 1000} s`);
    const code = (error as NodeJS.ErrnoException).code;
    throw new NoAnswer(code ?? 'the connection failed', { cause: error });
  }
}

function begin(
  address: string,
  path: string,
  authorization: string | null,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const headers = { accept: 'application/json', ...(authorization === null ? {} : { authorization }) };
  const { hostname, port } = new URL(`http://${address}`);
  // URLs write IPv6 addresses in brackets, sockets do not.
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    // Small devices have few sockets: none is kept open between questions.
    const question = request({ host, port: port || 80, path, headers, signal, agent: false }, resolve);
    question.on('error', reject).end();
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > ANSWER_LIMIT_BYTES) throw new NoAnswer(`an answer of more than ${ANSWER_LIMIT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
