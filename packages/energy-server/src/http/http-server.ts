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
import { isPortTaken, listenOnceFree, listenOnTcp, refusal, type TcpAddress } from './tcp.ts';
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
  /** What came of waiting for a port that was in use: its number, or a ListenError. */
  readonly onTcp: (outcome: unknown) => void;
  /** The server has no reason to go on: its socket is gone, or nobody uses it. */
  readonly onEnd: (reason: string) => void;
}

export interface HttpServer extends AsyncDisposable {
  /** The TCP port in use; null without TCP, or while it is waited for. */
  readonly port: number | null;
}

/** Listens everywhere it shall. Throws ListenError, and then listens nowhere and has taken nobody's place. */
export async function startHttp(setup: HttpSetup): Promise<HttpServer> {
  const { view, onFault, tcp, exitWhenUnusedMs, onEnd } = setup;
  const live = new Live(view);
  const running = new RunningServers(live);
  try {
    const askerOf = askersOf(setup.peerOf, setup.socket.uid, setup.socket.group !== null);
    const local = createServer(createApp({ view, live, onFault, askerOf }));
    // Before the socket: whose place is taken does not get it back.
    const remote = tcp === null ? null : guarded(createApp({ view, live, onFault, askerOf: () => ALL }), tcp);
    const port = tcp === null || remote === null ? null : await firstTry(remote, tcp, setup.socket.replace);
    if (remote !== null && port !== null) running.add(remote, null);
    running.add(local, await listenOnSocket(local, setup.socket));
    running.onLost(() => onEnd(`${setup.socket.file} is gone or belongs to another server`));
    if (exitWhenUnusedMs !== null)
      running.onUnused(exitWhenUnusedMs, () => onEnd(`nobody has asked for ${exitWhenUnusedMs / 1_000} s`));
    if (tcp !== null && remote !== null && port === null)
      void takeOver(running, remote, tcp).then(setup.onTcp, (error: unknown) => {
        if (!running.stopped.aborted) setup.onTcp(error);
      });
    return { port, [Symbol.asyncDispose]: () => running.stop() };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** The port; null where it may be that of the energy server whose place is about to be taken. Throws ListenError. */
async function firstTry(server: Server, tcp: TcpAddress, replace: boolean): Promise<number | null> {
  try {
    return await listenOnTcp(server, tcp);
  } catch (error) {
    if (replace && isPortTaken(error)) return null;
    throw error;
  }
}

/** Rejects with ListenError where the port stays taken: whoever has it is not the one whose place was taken. */
async function takeOver(running: RunningServers, server: Server, tcp: TcpAddress): Promise<number> {
  const signal = AbortSignal.any([running.stopped, AbortSignal.timeout(HANDOVER_MS)]);
  const port = await listenOnceFree(server, tcp, signal);
  running.add(server, null);
  return port;
}

function guarded(app: App, tcp: NonNullable<HttpSetup['tcp']>): Server {
  return createServer((request, response) => {
    const problem = refusal(request.headers, tcp.token, tcp.host);
    if (problem === null) return app(request, response);
    return send(
      response,
      problemReply(problem, problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
    );
  });
}

class RunningServers {
  readonly #live: Live;
  readonly #servers: Server[] = [];
  readonly #files: SocketFile[] = [];
  #timer: NodeJS.Timeout | undefined;
  #use: Use | undefined;
  readonly #stopping = new AbortController();

  constructor(live: Live) {
    this.#live = live;
  }

  get stopped(): AbortSignal {
    return this.#stopping.signal;
  }

  add(server: Server, file: SocketFile | null): void {
    if (this.stopped.aborted) void closed(server);
    answerMalformed(server);
    this.#servers.push(server);
    this.#use?.watch(server);
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
    this.#stopping.abort();
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
