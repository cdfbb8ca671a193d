// Builds the energy server from its settings, starts the parts in order and stops them in reverse.

import type { Logger } from 'pino';
import { stateFolder, userSocket } from './config/places.ts';
import type { Settings } from './config/settings.ts';
import { SettingsError } from './config/settings-error.ts';
import type { Grid } from './grid/grid.ts';
import { openGrid } from './grid/open-grid.ts';
import { PlaceError } from './grid/place/whereabouts.ts';
import type { Host } from './host/host.ts';
import { startHttp } from './http/http-server.ts';
import type { SocketSetup } from './http/socket-file.ts';
import { makeToken, parseAddress, type TcpAddress } from './http/tcp.ts';
import { baselineFile } from './kernels/baseline-file.ts';
import type { BaselineStore } from './kernels/baselines.ts';
import type { RunStore } from './kernels/run-store.ts';
import { finestMs } from './sampling/finest.ts';
import { chooseDrivers } from './sources/drivers.ts';
import { Station } from './station.ts';

export interface EnergyServerSetup {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly host: Host;
  readonly log: Logger;
}

export interface EnergyServer extends AsyncDisposable {
  readonly socket: string;
  /** `HOST:PORT`; null without TCP. */
  readonly tcp: string | null;
  /** The token that was made because none was given; null otherwise. */
  readonly madeToken: string | null;
  /** Resolves with the reason when the server has none to go on. */
  readonly ended: Promise<string>;
}

/** Everything that reads; nothing that listens. `reachableByOthers` decides how fine readings may be. */
export function buildStation(
  { settings, host, log }: EnergyServerSetup,
  reachableByOthers: boolean,
  stores: { readonly baselines?: BaselineStore; readonly runs?: RunStore; readonly grid?: Grid } = {},
): Station {
  return new Station({
    ...stores,
    host,
    log,
    ...chooseDrivers(settings.simulate, settings.drivers),
    simulated: settings.simulate,
    finestMs: finestMs(host.identity, reachableByOthers),
  });
}

/** Resolves when the server listens. Throws SettingsError or ListenError, and then nothing is left running. */
export async function startEnergyServer(setup: EnergyServerSetup): Promise<EnergyServer> {
  const { settings, environment, host, log } = setup;
  const given = environment['JUPYTER_ENERGY_TOKEN'] || null;
  const tcp =
    settings.listen === null ? null : { ...addressOf(settings.listen), token: given ?? makeToken() };
  const ending = Promise.withResolvers<string>();
  await using parts = new AsyncDisposableStack();
  // Only root's own socket is for equals: other programs of a user lack the capabilities that this one was given.
  const forOthers = host.identity.uid !== 0 || settings.socketGroup !== null || tcp !== null;
  // What is simulated teaches nothing about this machine.
  const state = settings.simulate === null ? stateFolder(environment) : null;
  const grid = gridOf(setup, state);
  const stores = state === null ? { grid } : { grid, baselines: baselineFile(state, log) };
  const station = parts.use(buildStation(setup, forOthers, stores));
  await station.start();
  const socket = socketSetup(settings, userSocket(environment, host.identity.uid), host.identity.uid);
  const unusedSeconds = settings.exitWhenUnusedSeconds;
  const http = await startHttp({
    view: station,
    socket,
    tcp,
    exitWhenUnusedMs: unusedSeconds === null ? null : unusedSeconds * 1_000,
    onFault: (error, path) => log.error({ err: error, path }, 'a request could not be answered'),
    onEnd: ending.resolve,
  });
  parts.use(http);
  const running = parts.move();
  return {
    socket: socket.file,
    tcp: tcp === null ? null : `${tcp.host}:${http.port}`,
    madeToken: tcp !== null && given === null ? tcp.token : null,
    ended: ending.promise,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function gridOf({ settings, environment, host, log }: EnergyServerSetup, folder: string | null): Grid {
  try {
    return openGrid({ ...settings, tz: environment['TZ'], host, folder, log });
  } catch (error) {
    if (error instanceof PlaceError) throw new SettingsError([error.message], { cause: error });
    throw error;
  }
}

/** The folder of a socket that was named is its namer's business; that of the usual one must be the user's own. */
function socketSetup({ socket, socketGroup }: Settings, usual: string, uid: number): SocketSetup {
  return { file: socket ?? usual, group: socketGroup, ownFolder: socket === null, uid };
}

function addressOf(text: string): TcpAddress {
  const address = parseAddress(text);
  if (address !== null) return address;
  throw new SettingsError([
    `listen: ${JSON.stringify(text)} is not HOST:PORT, as 127.0.0.1:9188 or [::1]:9188 is`,
  ]);
}
