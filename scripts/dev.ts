// `npm run dev`: everything from source. The page's code is rebuilt as you type (then reload the page), the energy server
// is started anew when its source changes, the Python bridge is read at the start. Takes the options of `npm start`.

import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { endEnergyServer } from './jupyter/energy-server.ts';
import { builtExtension, extensionFolder } from './packaging/labextension.ts';
import { help, startOptions } from './start/options.ts';
import { serve } from './start/serve.ts';
import { main } from './tasks/failure.ts';
import { inRoot, serverExtension } from './tasks/places.ts';
import { step } from './tasks/progress.ts';
import { type Environment, ensureEnvironment, environment } from './tasks/python.ts';
import { forget } from './tasks/up-to-date.ts';

const sources = [inRoot('packages', 'contract', 'src'), inRoot('packages', 'energy-server', 'src')];

/** What makes the bridge, which is read from source itself, run the energy server from source too. */
const fromSource = {
  PYTHONPATH: serverExtension,
  JUPYTER_ENERGY_NODE: process.execPath,
  JUPYTER_ENERGY_SERVER: inRoot('packages', 'energy-server', 'src', 'main.ts'),
};

/** The files that the energy server runs. */
const runs = /(?<!\.test)\.(ts|json)$/;

await main(async () => {
  const options = startOptions(process.argv.slice(2));
  if (options.help) {
    console.log(help.replace('npm start', 'npm run dev'));
    return 0;
  }
  const own = environment('dev');
  await step('Installing JupyterLab and Notebook', () => ensureEnvironment('dev', 'start'));
  link(own);
  forget('labextension'); // what is built here is not for people: `npm start` builds it anew
  using _builder = watchExtension();
  await serve(own, options, fromSource, watchEnergyServer);
  return 0;
});

/** Puts into the environment what the wheel would put there: the page's code, as a link, and the bridge's configuration. */
function link({ folder }: Environment): void {
  const extension = join(folder, 'share', 'jupyter', 'labextensions', 'jupyter-energy');
  mkdirSync(dirname(extension), { recursive: true });
  rmSync(extension, { recursive: true, force: true });
  symlinkSync(builtExtension, extension);
  const configuration = join(folder, 'etc', 'jupyter', 'jupyter_server_config.d');
  cpSync(join(serverExtension, 'jupyter-config', 'server-config'), configuration, { recursive: true });
}

function watchExtension() {
  const child = spawn(process.execPath, [join(extensionFolder, 'build.ts'), '--watch', '--development'], {
    cwd: extensionFolder,
    stdio: 'inherit',
  });
  return Object.assign(child, { [Symbol.dispose]: () => void child.kill() });
}

/** Ends the energy server when its source changes: the bridge then starts it anew. */
function watchEnergyServer(socket: string | null): Disposable {
  let soon: NodeJS.Timeout | undefined;
  const changed = (_event: string, file: string | null): void => {
    if (socket === null || file === null || !runs.test(file)) return;
    clearTimeout(soon);
    soon = setTimeout(() => {
      console.log(`${file} changed: the energy server starts anew.`);
      void endEnergyServer(socket);
    }, 300);
  };
  const watchers = sources.map((folder) => watch(folder, { recursive: true }, changed));
  return {
    [Symbol.dispose]: () => {
      clearTimeout(soon);
      for (const watcher of watchers) watcher.close();
    },
  };
}
