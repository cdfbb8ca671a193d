// One HTTP question to a device that nobody trusts: bounded in time and size, and redirects are not followed.

import type { IncomingMessage, RequestOptions } from 'node:http';
import type { Milliseconds } from '@jupyter-energy/contract';

/** The answers that we ask for have a few kilobytes; some devices send everything they know. */
const ANSWER_LIMIT_BYTES = 1024 * 1024;

export interface HttpQuestion {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** From the question to the last byte of the answer. */
  readonly limitMs: Milliseconds;
  /** False accepts every certificate, as devices sign their own. */
  readonly verifyTls: boolean;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** Every `WWW-Authenticate` header. */
  readonly challenges: readonly string[];
  readonly text: string;
}

/** No usable answer. The message is for people and names neither path nor headers, which may hold secrets. */
export class NoHttpAnswer extends Error {
  override readonly name = 'NoHttpAnswer';
  /** What Node calls it: `ECONNREFUSED`, `DEPTH_ZERO_SELF_SIGNED_CERT`; `ETIMEDOUT` when the limit was reached. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** GET. Throws NoHttpAnswer. */
export async function httpGet(question: HttpQuestion): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(question.limitMs);
  try {
    const response = await begin(question, AbortSignal.any([question.signal, limit]));
    const challenges = response.headersDistinct['www-authenticate'] ?? [];
    return { status: response.statusCode ?? 0, challenges, text: await bodyOf(response) };
  } catch (error) {
    if (error instanceof NoHttpAnswer) throw error;
    if (limit.aborted)
      throw new NoHttpAnswer('ETIMEDOUT', `no whole answer within ${question.limitMs / 1000} s`);
    const code = (error as NodeJS.ErrnoException).code ?? 'ECONNRESET';
    throw new NoHttpAnswer(code, code, { cause: error });
  }
}

function begin(question: HttpQuestion, signal: AbortSignal): Promise<IncomingMessage> {
  const { url, headers, verifyTls } = question;
  // At the first question and without their module facades: imported, they cost everybody 18 MB for fetch and 7 MB for TLS.
  const { request } = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
  // Small devices have few sockets: none is kept open between questions.
  const options: RequestOptions & { rejectUnauthorized: boolean } = {
    headers,
    signal,
    agent: false,
    rejectUnauthorized: verifyTls,
  };
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on('error', reject).end();
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > ANSWER_LIMIT_BYTES) throw new NoHttpAnswer('EMSGSIZE', 'an answer of more than a megabyte');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
