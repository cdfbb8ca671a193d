// HTTP on a Unix socket, and on TCP where asked for: begins, ends, and notices when it lost its socket or its users.

import type { Server } from 'node:http';
import { type App, createApp } from './app.ts';
import { askersOf, type PeerOf } from './asker-of.ts';
import { ALL } from './kernels-view.ts';
import { Live } from './live.ts';
import { answerMalformed } from './malformed.ts';
import { createServer } from './node-http.ts';
import { problemReply } from './problem.ts';
import { send } from './reply.ts';
import { listenOnSocket, type SocketFile, type SocketSetup } from './socket-file.ts';
import { listenOnTcp, refusal, type TcpAddress } from './tcp.ts';
import { Use } from './use.ts';
import type { EnergyView } from './view.ts';

const SOCKET_CHECK_MS = 5_000;
/** An energy server whose place was taken notices it within its check, and then gives its port up too. */
const HANDOVER_MS = 2 * SOCKET_CHECK_MS;

export interface HttpSetup {
  readonly view: EnergyView;
  readonly socket: SocketSetup;
  readonly peerOf: PeerOf;
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
  const running = new RunningServers(live);
  try {
    const askerOf = askersOf(setup.peerOf, setup.socket.uid, setup.socket.group !== null);
    const local = createServer(createApp({ view, live, onFault, askerOf }));
    running.add(local, await listenOnSocket(local, setup.socket));
    const port =
      tcp === null
        ? null
        : await startTcp(
            running,
            createApp({ view, live, onFault, askerOf: () => ALL }),
            tcp,
            setup.socket.replace ? HANDOVER_MS : 0,
          );
    running.onLost(() => onEnd(`${setup.socket.file} is gone or belongs to another server`));
    if (exitWhenUnusedMs !== null)
      running.onUnused(exitWhenUnusedMs, () => onEnd(`nobody has asked for ${exitWhenUnusedMs / 1_000} s`));
    return { port, [Symbol.asyncDispose]: () => running.stop() };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function startTcp(
  running: RunningServers,
  app: App,
  tcp: NonNullable<HttpSetup['tcp']>,
  patienceMs: number,
): Promise<number> {
  const guarded = createServer((request, response) => {
    const problem = refusal(request.headers, tcp.token, tcp.host);
    if (problem === null) return app(request, response);
    return send(
      response,
      problemReply(problem, problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
    );
  });
  const port = await listenOnTcp(guarded, tcp, patienceMs);
  running.add(guarded, null);
  return port;
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
    answerMalformed(server);
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
