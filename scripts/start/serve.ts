// Runs Jupyter with the example notebook until somebody ends it, and ends everything that it started.

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endEnergyServer } from '../jupyter/energy-server.ts';
import { freePortFrom, thisPort } from '../jupyter/free-port.ts';
import { JupyterServer } from '../jupyter/jupyter-server.ts';
import { cache, inRoot } from '../tasks/places.ts';
import { step } from '../tasks/progress.ts';
import type { Environment } from '../tasks/python.ts';
import type { StartOptions } from './options.ts';

const example = 'energy.ipynb';
const folder = cache('start', 'notebooks');
const firstPort = 8888;
/** Where an installed system service listens; it is used if it is there. */
const serviceSocket = '/run/jupyter-energy/energy.sock';

/** What runs beside Jupyter, until it is disposed. `socket` is where the energy server listens that Jupyter starts. */
export type Companion = (socket: string | null) => Disposable;

/**
 * Serves until Ctrl-C. `env` is added to the environment; `companion` begins once Jupyter answers. The system's energy
 * service is used where there is one. Throws a Failure.
 */
export async function serve(
  environment: Environment,
  options: StartOptions,
  env: Readonly<Record<string, string>>,
  companion?: Companion,
): Promise<void> {
  const port = await (options.port === null ? freePortFrom(firstPort) : thisPort(options.port));
  copyExample();
  const temporary = mkdtempSync(join(tmpdir(), 'jupyter-energy-'));
  const socket = ownSocket(options, temporary);
  try {
    await using jupyter = await step('Starting Jupyter', () =>
      JupyterServer.start({
        app: options.app,
        environment,
        folder,
        ...(options.browser && hasScreen() ? { opens: join(folder, example) } : {}),
        state: cache('start'),
        port,
        env: { ...env, ...energyVariables(options, socket) },
      }),
    );
    using _companion = companion?.(socket);
    console.log(`\n${jupyter.notebook(example)}\n`);
    console.log(`Notebooks are in ${folder}, Jupyter's log is ${jupyter.log}\nCtrl-C ends everything.`);
    await Promise.race([jupyter.ended, asked()]);
  } finally {
    if (socket !== null) await endEnergyServer(socket);
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** A copy, so that running it leaves the checkout clean; one that is there already may hold somebody's work. */
function copyExample(): void {
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, example);
  if (!existsSync(copy)) copyFileSync(inRoot('examples', example), copy);
}

/** An energy server of this build's own, so that no older one answers. */
function ownSocket(options: StartOptions, temporary: string): string | null {
  const useService = options.simulate === null && existsSync(serviceSocket);
  return useService ? null : join(temporary, 'energy.sock');
}

function energyVariables(options: StartOptions, socket: string | null): Record<string, string> {
  return {
    ...(socket === null ? {} : { JUPYTER_ENERGY_SOCKET: socket }),
    ...(options.simulate === null ? {} : { JUPYTER_ENERGY_SIMULATE: options.simulate }),
  };
}

/** Without a screen, a browser would be one in the terminal. */
function hasScreen(): boolean {
  const { platform, env } = process;
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'] || env['WSL_DISTRO_NAME']);
}

/** Resolves when somebody wants it to end. */
function asked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
