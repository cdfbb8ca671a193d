// Builds the energy server from its settings, starts the parts in order and stops them in reverse.

import type { Logger } from 'pino';
import { userSocket } from './config/places.ts';
import type { Settings } from './config/settings.ts';
import type { Host } from './host/host.ts';
import { startHttp } from './http/http-server.ts';
import { makeToken, parseAddress } from './http/tcp.ts';
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
): Station {
  return new Station({
    host,
    log,
    ...chooseDrivers(settings.simulate, settings.drivers),
    simulated: settings.simulate,
    finestMs: finestMs(host.identity, reachableByOthers),
  });
}

/** Resolves when the server listens. Throws ListenError, and then nothing is left running. */
export async function startEnergyServer(setup: EnergyServerSetup): Promise<EnergyServer> {
  const { settings, environment, host } = setup;
  const address = settings.listen === null ? null : parseAddress(settings.listen);
  const given = environment['JUPYTER_ENERGY_TOKEN'] || null;
  const tcp = address === null ? null : { ...address, token: given ?? makeToken() };
  const ending = Promise.withResolvers<string>();
  await using parts = new AsyncDisposableStack();
  const station = parts.use(buildStation(setup, settings.socketGroup !== null || tcp !== null));
  await station.start();
  const socket = settings.socket ?? userSocket(environment, host.identity.uid);
  const http = parts.use(
    await startHttp({
      view: station,
      socket: {
        file: socket,
        group: settings.socketGroup,
        ownFolder: settings.socket === null,
        uid: host.identity.uid,
      },
      tcp,
      exitWhenUnusedMs:
        settings.exitWhenUnusedSeconds === null ? null : settings.exitWhenUnusedSeconds * 1_000,
      onFault: (error, path) => setup.log.error({ err: error, path }, 'a request could not be answered'),
      onEnd: ending.resolve,
    }),
  );
  const running = parts.move();
  return {
    socket,
    tcp: tcp === null ? null : `${tcp.host}:${http.port}`,
    madeToken: tcp !== null && given === null ? tcp.token : null,
    ended: ending.promise,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
