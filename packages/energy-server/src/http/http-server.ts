// HTTP on a Unix socket, and on TCP where asked for: begins, ends, and notices when it lost its socket or its users.

import type { Server } from 'node:http';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { createApp } from './app.ts';
import { Live } from './live.ts';
import { problemReply } from './problem.ts';
import { listenOnSocket, type SocketFile, type SocketSetup } from './socket-file.ts';
import { listenOnTcp, refusal, type TcpAddress } from './tcp.ts';
import { Use } from './use.ts';
import type { EnergyView } from './view.ts';

const SOCKET_CHECK_MS = 5_000;

export interface HttpSetup {
  readonly view: EnergyView;
  readonly socket: SocketSetup;
  readonly tcp: (TcpAddress & { readonly token: string }) | null;
  readonly exitWhenUnusedMs: number | null;
  readonly onFault: (error: unknown, path: string) => void;
  /** The server has no reason to go on: its socket is gone, or nobody uses it. */
  readonly onEnd: (reason: string) => void;
}

export interface HttpServer extends AsyncDisposable {
  /** The TCP port in use; null without TCP. */
  readonly port: number | null;
}

/** Listens everywhere it shall. Throws ListenError, and then listens nowhere. */
export async function startHttp(setup: HttpSetup): Promise<HttpServer> {
  const { view, onFault, tcp, exitWhenUnusedMs, onEnd } = setup;
  const live = new Live(view);
  const app = createApp({ view, live, onFault });
  const running = new RunningServers(live);
  try {
    const local = adapt((request, env) => app.fetch(request, env));
    running.add(local, await listenOnSocket(local, setup.socket));
    const port = tcp === null ? null : await startTcp(running, app.fetch, tcp);
    running.onLost(() => onEnd(`${setup.socket.file} is gone or belongs to another server`));
    if (exitWhenUnusedMs !== null)
      running.onUnused(exitWhenUnusedMs, () => onEnd(`nobody has asked for ${exitWhenUnusedMs / 1_000} s`));
    return { port, [Symbol.asyncDispose]: () => running.stop() };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

type Fetch = (request: Request, env: HttpBindings) => Response | Promise<Response>;

async function startTcp(
  running: RunningServers,
  fetch: Fetch,
  tcp: NonNullable<HttpSetup['tcp']>,
): Promise<number> {
  const guarded = adapt((request, env) => {
    const problem = refusal(request.headers, tcp.token, tcp.host);
    if (problem === null) return fetch(request, env);
    return problemReply(problem, problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {});
  });
  const port = await listenOnTcp(guarded, tcp);
  running.add(guarded, null);
  return port;
}

function adapt(fetch: Fetch): Server {
  // The bindings are those of HTTP/1, since no other server is made here.
  return createAdaptorServer({ fetch: (request, env) => fetch(request, env as HttpBindings) }) as Server;
}

class RunningServers {
  readonly #live: Live;
  readonly #servers: Server[] = [];
  readonly #files: SocketFile[] = [];
  #timer: NodeJS.Timeout | undefined;
  #use: Use | undefined;

  constructor(live: Live) {
    this.#live = live;
  }

  add(server: Server, file: SocketFile | null): void {
    this.#servers.push(server);
    if (file !== null) this.#files.push(file);
  }

  onLost(lost: () => void): void {
    this.#timer = setInterval(() => {
      if (!this.#files.every((file) => file.isOurs())) lost();
    }, SOCKET_CHECK_MS);
  }

  onUnused(limitMs: number, unused: () => void): void {
    this.#use = new Use(limitMs, unused);
    for (const server of this.#servers) this.#use.watch(server);
  }

  /** Takes no new requests, ends streams, cuts off what is still open. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#use?.[Symbol.dispose]();
    for (const file of this.#files) file.remove();
    this.#live[Symbol.dispose]();
    await Promise.all(this.#servers.map(closed));
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Lets the last bytes of ended streams out before what is left is cut.
    setImmediate(() => server.closeAllConnections());
  });
}
