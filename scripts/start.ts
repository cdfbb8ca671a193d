// `npm start`: from a clone to a notebook with watts in its toolbar.

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWheel, wheel } from './packaging/wheel.ts';
import { endEnergyServer } from './jupyter/energy-server.ts';
import { freePortFrom, thisPort } from './jupyter/free-port.ts';
import { JupyterServer } from './jupyter/jupyter-server.ts';
import { help, type StartOptions, startOptions } from './start/options.ts';
import { main } from './tasks/failure.ts';
import { cache, inRoot } from './tasks/places.ts';
import { step } from './tasks/progress.ts';
import { ensureEnvironment, ensureWheel, environment } from './tasks/python.ts';

const example = 'energy.ipynb';
const folder = cache('start', 'notebooks');
const firstPort = 8888;
/** Where an installed system service listens; it is used if it is there. */
const serviceSocket = '/run/jupyter-energy/energy.sock';

await main(async () => {
  const options = startOptions(process.argv.slice(2));
  if (options.help) {
    console.log(help);
    return 0;
  }
  await buildWheel();
  const environmentOfStart = environment('start');
  await step('Installing JupyterLab and Notebook', () => ensureEnvironment('start', 'start'));
  await step('Installing the wheel', () => ensureWheel(environmentOfStart, wheel));
  copyExample();
  await serve(options);
  return 0;
});

/** A copy, so that running it leaves the checkout clean; one that is there already may hold somebody's work. */
function copyExample(): void {
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, example);
  if (!existsSync(copy)) copyFileSync(inRoot('examples', example), copy);
}

async function serve(options: StartOptions): Promise<void> {
  const port = await (options.port === null ? freePortFrom(firstPort) : thisPort(options.port));
  const temporary = mkdtempSync(join(tmpdir(), 'jupyter-energy-'));
  const socket = ownSocket(options, temporary);
  const jupyter = await step('Starting Jupyter', () =>
    JupyterServer.start({
      app: options.app,
      environment: environment('start'),
      folder,
      ...(options.browser && hasScreen() ? { opens: join(folder, example) } : {}),
      state: cache('start'),
      port,
      env: {
        ...(socket === null ? {} : { JUPYTER_ENERGY_SOCKET: socket }),
        ...(options.simulate === null ? {} : { JUPYTER_ENERGY_SIMULATE: options.simulate }),
      },
    }),
  );
  console.log(
    `\n${jupyter.notebook(example)}\n\nNotebooks are in ${folder}, Jupyter's log is ${jupyter.log}`,
  );
  console.log('Ctrl-C ends everything.');
  await Promise.race([jupyter.ended, asked()]);
  await jupyter.stop();
  if (socket !== null) await endEnergyServer(socket);
  rmSync(temporary, { recursive: true, force: true });
}

/** An energy server of this build's own, so that no older one answers; null where the system's service is to be used. */
function ownSocket(options: StartOptions, temporary: string): string | null {
  const useService = options.simulate === null && existsSync(serviceSocket);
  return useService ? null : join(temporary, 'energy.sock');
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
