// A Jupyter server out of the clean environment with the wheel, in a home folder of its own, on a free port.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Status } from '@jupyter-energy/contract';
import { RunningProgram } from '../../packages/energy-server/test/fakes/running-program.ts';
import { endEnergyServer } from '../../scripts/jupyter/energy-server.ts';
import { freePort } from '../../scripts/jupyter/free-port.ts';
import { type JupyterOptions, JupyterServer } from '../../scripts/jupyter/jupyter-server.ts';
import { environment } from '../../scripts/tasks/python.ts';

export interface WorkplaceOptions
  extends Partial<Pick<JupyterOptions, 'app' | 'baseUrl' | 'config' | 'env'>> {
  /** Notebooks by name, each as its cells' code. */
  readonly notebooks: Readonly<Record<string, readonly string[]>>;
  /** What the energy server has learnt on an earlier day: the watts that this machine draws by itself, where they are estimated. */
  readonly idleWatts?: number;
}

/** A running Jupyter server and the folder that it shows. */
export class Workplace implements AsyncDisposable {
  readonly jupyter: JupyterServer;
  /** What the page shows. */
  readonly folder: string;
  readonly #home: string;

  private constructor(jupyter: JupyterServer, folder: string, home: string) {
    this.jupyter = jupyter;
    this.folder = folder;
    this.#home = home;
  }

  static async open({
    notebooks,
    app = 'lab',
    baseUrl = '/',
    config = {},
    env = {},
    idleWatts,
  }: WorkplaceOptions): Promise<Workplace> {
    const home = mkdtempSync(join(tmpdir(), 'je-'));
    const folder = join(home, 'notebooks');
    mkdirSync(folder);
    for (const [name, cells] of Object.entries(notebooks)) {
      writeFileSync(join(folder, name), JSON.stringify(notebookOf(cells)));
    }
    if (idleWatts !== undefined) rememberIdle(home, idleWatts);
    const jupyter = await JupyterServer.start({
      app,
      baseUrl,
      config,
      folder,
      environment: environment('e2e'),
      state: join(home, 'jupyter'),
      port: await freePort(),
      env: { ...isolated(home), ...env },
    });
    return new Workplace(jupyter, folder, home);
  }

  /** Asks the energy server through the Jupyter server, as the page does. */
  ask(path: string): Promise<Response> {
    const headers = { Authorization: `token ${this.jupyter.token}` };
    return fetch(`${this.jupyter.url}jupyter-energy/v1/${path}`, { headers });
  }

  async status(): Promise<Status> {
    const reply = await this.ask('status');
    if (!reply.ok) throw new Error(await reply.text());
    return (await reply.json()) as Status;
  }

  /** Starts `jupyter energy serve --replace` where the Jupyter server's energy server listens; whoever asked for it ends it. */
  async replaceEnergyServer(): Promise<RunningProgram> {
    const env = { ...process.env, ...isolated(this.#home) };
    const program = environment('e2e').program('jupyter');
    const server = new RunningProgram(spawn(program, ['energy', 'serve', '--replace'], { env }));
    await server.says(/energy server listens/);
    return server;
  }

  /** As the kernel menu would, of all kernels. */
  async restartKernels(): Promise<void> {
    for (const id of await this.kernels()) await this.#jupyter(`kernels/${id}/restart`, 'POST');
  }

  async endKernels(): Promise<void> {
    for (const id of await this.kernels()) await this.#jupyter(`kernels/${id}`, 'DELETE');
  }

  /** Ids of the kernels of this Jupyter server. */
  async kernels(): Promise<readonly string[]> {
    const kernels = (await (await this.#jupyter('kernels')).json()) as readonly { readonly id: string }[];
    return kernels.map(({ id }) => id);
  }

  async #jupyter(path: string, method = 'GET'): Promise<Response> {
    const headers = { Authorization: `token ${this.jupyter.token}` };
    const reply = await fetch(`${this.jupyter.url}api/${path}`, { method, headers });
    if (!reply.ok) throw new Error(await reply.text());
    return reply;
  }

  /** Sets a setting as the settings editor would; pages take it when they are loaded. */
  async set(plugin: string, settings: object): Promise<void> {
    const reply = await fetch(`${this.jupyter.url}lab/api/settings/${plugin}`, {
      method: 'PUT',
      headers: { Authorization: `token ${this.jupyter.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ raw: JSON.stringify(settings) }),
    });
    if (!reply.ok) throw new Error(await reply.text());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.jupyter.stop();
    await endEnergyServer(join(this.#home, 'energy.sock'));
    // A kernel that is still ending may write its history meanwhile.
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Nothing of the person who runs the tests is read or written. */
function isolated(home: string): Record<string, string | undefined> {
  return {
    HOME: home,
    XDG_CONFIG_HOME: undefined,
    XDG_DATA_HOME: undefined,
    XDG_STATE_HOME: undefined,
    XDG_RUNTIME_DIR: undefined,
    JUPYTER_PATH: undefined,
    JUPYTER_CONFIG_PATH: undefined,
    JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
    IPYTHONDIR: join(home, 'ipython'),
    JUPYTER_ENERGY_SOCKET: join(home, 'energy.sock'),
  };
}

/** A machine that tests share may never be quiet for ten seconds, which is what it takes to learn this. */
function rememberIdle(home: string, watts: number): void {
  const folder = join(home, '.local', 'state', 'jupyter-energy');
  mkdirSync(folder, { recursive: true });
  const means = { 'machine/platform=estimate:platform': [watts] };
  writeFileSync(join(folder, 'idle-baselines.json'), JSON.stringify({ version: 1, means }));
}

function notebookOf(cells: readonly string[]): object {
  const cell = (source: string, index: number): object => ({
    cell_type: 'code',
    id: `cell-${index}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  });
  const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' };
  return { cells: cells.map(cell), metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
}
