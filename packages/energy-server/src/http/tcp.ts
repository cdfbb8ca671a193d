// TCP, only when asked for: a token for everyone, and no Host header that a stranger's web page could have chosen.

import type { IncomingHttpHeaders, Server } from 'node:http';
import { isIP } from 'node:net';
import { ListenError, reasonOf } from './listen-error.ts';
import { RequestProblem } from './problem.ts';

/** Loaded when there is TCP: 3 MB that few need. */
const crypto = () => process.getBuiltinModule('node:crypto');

const RETRY_MS = 200;

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

/** `HOST:PORT`, `[v6]:PORT`, or `PORT` and `:PORT` for loopback; null for anything else. */
export function parseAddress(text: string): TcpAddress | null {
  const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[3] ?? Number.NaN);
  if (match === null || port > 65_535) return null;
  return { host: match[1] ?? (match[2] || '127.0.0.1'), port };
}

/** Makes `server` listen; answers the port, which the system chooses for 0. Throws ListenError. */
export async function listenOnTcp(server: Server, { host, port }: TcpAddress): Promise<number> {
  try {
    return await listening(server, { host, port });
  } catch (error) {
    throw new ListenError(`${host}:${port}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Whether it failed since somebody else has the port. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof ListenError && (error.cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
}

/** The same again and again while somebody else has the port, who may be about to leave it. Rejects with ListenError. */
export async function listenOnceFree(
  server: Server,
  address: TcpAddress,
  signal: AbortSignal,
): Promise<number> {
  for (;;) {
    try {
      return await listenOnTcp(server, address);
    } catch (error) {
      if (!isPortTaken(error) || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function listening(server: Server, { host, port }: TcpAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      server.off('listening', listens);
      reject(error);
    };
    const listens = () => {
      server.off('error', failed);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    };
    server.once('error', failed).once('listening', listens).listen({ host, port });
  });
}

/** 256 random bits, for servers that were given no token. */
export function makeToken(): string {
  return crypto().randomBytes(32).toString('base64url');
}

/** What is wrong with a request over TCP; null when nothing is. */
export function refusal(headers: IncomingHttpHeaders, token: string, ownHost: string): RequestProblem | null {
  const host = headers.host ?? '';
  if (!isSafeHost(host, ownHost)) {
    const detail = `the Host header names ${JSON.stringify(host)}; use an IP address, localhost or ${ownHost}`;
    return new RequestProblem(421, detail);
  }
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (given === undefined || !isSame(given, token))
    return new RequestProblem(
      401,
      'send the header Authorization: Bearer TOKEN with the energy server’s token',
    );
  return null;
}

/** A page of a stranger reaches us by a name of its own that it points at us (DNS rebinding), never by an address. */
function isSafeHost(header: string, ownHost: string): boolean {
  const name = header
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return isIP(name) !== 0 || name === 'localhost' || name === ownHost.toLowerCase();
}

/** Takes as long for a token that is wrong at its first letter as for one that is wrong at its last. */
function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && crypto().timingSafeEqual(a, b);
}
