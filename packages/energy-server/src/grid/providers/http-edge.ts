// The only place from which the energy server asks the internet anything: one GET, bounded in time and size, followed nowhere.

import type { IncomingMessage } from 'node:http';
import { type HttpAnswer, retryAfterMs } from './http-answer.ts';
import type { Question } from './provider.ts';
import { ProviderFault } from './provider-fault.ts';

/** A week of every type in quarter-hours, uncompressed, has about 2 MB. */
const MOST_BYTES = 8 * 1024 * 1024;
/** From the question to the last byte of the answer. */
const LIMIT_MS = 20_000;

/** Puts a question. Rejects with ProviderFault; never names the address, which may hold a token. */
export type Ask = (question: Question, signal: AbortSignal) => Promise<HttpAnswer>;

export interface AskSetup {
  readonly ms?: number;
  readonly bytes?: number;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY, also in small letters; without them nobody stands in between. */
  readonly proxies?: Readonly<Record<string, string | undefined>>;
}

export function createAsk({ ms = LIMIT_MS, bytes = MOST_BYTES, proxies = {} }: AskSetup = {}): Ask {
  return async (question, signal) => {
    const limit = AbortSignal.timeout(ms);
    try {
      const response = await begin(question, proxies, AbortSignal.any([signal, limit]));
      const { headers, statusCode: status = 0 } = response;
      return {
        status,
        mediaType: (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
        retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
        body: await bodyOf(response, bytes),
      };
    } catch (error) {
      if (error instanceof ProviderFault) throw error;
      if (limit.aborted)
        throw new ProviderFault('down', `it gave no whole answer within ${Math.ceil(ms / 1_000)} s`);
      const code = (error as NodeJS.ErrnoException).code ?? 'ECONNRESET';
      throw new ProviderFault('down', unreachable[code] ?? `it cannot be reached (${code})`);
    }
  };
}

const unreachable: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is unknown here: there may be no network',
  EAI_AGAIN: 'its name cannot be looked up: there may be no network',
  ENETUNREACH: 'there is no network',
  ECONNREFUSED: 'it takes no connection',
  ECONNRESET: 'it has cut the connection',
  ABORT_ERR: 'the question was given up',
};

function begin(
  { url, headers }: Question,
  proxies: NonNullable<AskSetup['proxies']>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  // Loaded when it is first needed, and without its module facade: TLS costs 7 MB that nobody pays who asks no network.
  const http = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http');
  const agent = new http.Agent({ proxyEnv: proxies });
  const told = { 'User-Agent': 'jupyter-energy', Accept: '*/*', ...headers };
  return new Promise((resolve, reject) => {
    http.request(url, { headers: told, signal, agent }, resolve).on('error', reject).end();
  });
}

async function bodyOf(response: IncomingMessage, mostBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new ProviderFault('garbage', 'its answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
