// Builds the energy server from its settings, starts the parts in order and stops them in reverse.

import type { Logger } from 'pino';
import { stateFolder, userSocket } from './config/places.ts';
import type { Settings } from './config/settings.ts';
import { SettingsError } from './config/settings-error.ts';
import { type OpenGrid, openGrid } from './grid/open-grid.ts';
import { PlaceError } from './grid/place/whereabouts.ts';
import type { Host } from './host/host.ts';
import { startHttp } from './http/http-server.ts';
import type { SocketSetup } from './http/socket-file.ts';
import { makeToken, parseAddress, type TcpAddress } from './http/tcp.ts';
import { baselineFile } from './kernels/baseline-file.ts';
import { Ledger } from './ledger/ledger.ts';
import { ledgerPath } from './ledger/ledger-place.ts';
import { finestMs } from './sampling/finest.ts';
import { chooseDrivers } from './sources/drivers.ts';
import { Station, type StationSetup } from './station.ts';

export interface EnergyServerSetup {
  readonly settings: Settings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly host: Host;
  readonly log: Logger;
  /** Whether it takes the place of an energy server that listens on its socket. */
  readonly replace: boolean;
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

/** What outlives the energy server. */
type Kept = Pick<StationSetup, 'baselines' | 'openLedger' | 'grid'>;

/** Everything that reads; nothing that listens. `reachableByOthers` decides how fine readings may be. */
export function buildStation(
  { settings, host, log }: EnergyServerSetup,
  reachableByOthers: boolean,
  kept: Kept = {},
): Station {
  return new Station({
    ...kept,
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
  const folder = stateFolderOf(setup);
  const { grid } = parts.use(gridOf(setup, folder));
  const kept = { grid, ...keptIn(setup, folder) };
  const station = parts.use(buildStation(setup, forOthers, kept));
  await station.start();
  const socket = socketSetup(setup);
  const unusedSeconds = settings.exitWhenUnusedSeconds;
  const http = await startHttp({
    view: station,
    socket,
    peerOf: host.peerOf,
    tcp,
    exitWhenUnusedMs: unusedSeconds === null ? null : unusedSeconds * 1_000,
    onFault: (error, path) => log.error({ err: error, path }, 'a request could not be answered'),
    onTcp: (outcome) => tellTcp(log, tcp, outcome),
    onEnd: ending.resolve,
  });
  parts.use(http);
  const running = parts.move();
  return {
    socket: socket.file,
    tcp: tcp === null || http.port === null ? null : `${tcp.host}:${http.port}`,
    madeToken: tcp !== null && given === null ? tcp.token : null,
    ended: ending.promise,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** What a port that was in use at first has come to. */
function tellTcp(log: Logger, tcp: TcpAddress | null, outcome: unknown): void {
  if (outcome instanceof Error) log.error({ err: outcome }, 'there is no TCP');
  else log.info({ tcp: `${tcp?.host}:${outcome}` }, 'energy server listens on TCP as well');
}

function gridOf({ settings, environment, host, log }: EnergyServerSetup, folder: string | null): OpenGrid {
  try {
    return openGrid({ ...settings, environment, host, folder, log });
  } catch (error) {
    if (error instanceof PlaceError) throw new SettingsError([error.message], { cause: error });
    throw error;
  }
}

/** What is simulated teaches nothing about this machine: it is kept only where somebody names a folder, and by itself. */
function stateFolderOf({ settings, environment }: EnergyServerSetup): string | null {
  return settings.state ?? (settings.simulate === null ? stateFolder(environment) : null);
}

function keptIn({ settings, host, log }: EnergyServerSetup, folder: string | null): Kept {
  if (folder === null) return {};
  const isSimulated = settings.simulate !== null;
  const { enabled, minuteDays, days } = settings.ledger;
  const path = ledgerPath(folder, isSimulated);
  const setup = { path, minuteDays, days, now: () => host.clock.now(), log };
  return {
    ...(isSimulated ? {} : { baselines: baselineFile(folder, log) }),
    ...(enabled ? { openLedger: (memory) => new Ledger(setup, memory) } : {}),
  };
}

/** The folder of a socket that was named is its namer's business; that of the usual one must be the user's own. */
function socketSetup({ settings, environment, host, replace }: EnergyServerSetup): SocketSetup {
  const { socket, socketGroup: group } = settings;
  const { uid } = host.identity;
  return { file: socket ?? userSocket(environment, uid), group, ownFolder: socket === null, uid, replace };
}

function addressOf(text: string): TcpAddress {
  const address = parseAddress(text);
  if (address !== null) return address;
  throw new SettingsError([
    `listen: ${JSON.stringify(text)} is not HOST:PORT, as 127.0.0.1:9188 or [::1]:9188 is`,
  ]);
}
