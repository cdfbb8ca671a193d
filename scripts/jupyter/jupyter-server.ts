// Starts a real JupyterLab or Notebook 7 out of a virtual environment, waits until it answers, and ends it in order.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../tasks/failure.ts';
import type { Environment } from '../tasks/python.ts';

/** What to start, and how. */
export interface JupyterOptions {
  readonly app: 'lab' | 'notebook';
  readonly environment: Environment;
  /** The folder that the page shows. */
  readonly folder: string;
  /** The notebook to open in a browser; none is opened without it. */
  readonly opens?: string;
  /** Settings, kernels' files and the log go here, apart from those of other Jupyters. */
  readonly state: string;
  readonly port: number;
  readonly baseUrl?: string;
  /** Overrides of the pages' default settings, by plugin id. */
  readonly settings?: Readonly<Record<string, object>>;
  /** The server's own configuration, as in jupyter_server_config.json. */
  readonly config?: object;
  /** Added to the environment variables; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const startMs = 90_000;
const endMs = 15_000;

/** Without these JupyterLab asks, at its first start, whether it may fetch news from the network. */
const quiet = {
  '@jupyterlab/apputils-extension:notification': { checkForUpdates: false, fetchNews: 'false' },
};

/** A running Jupyter server. */
export class JupyterServer implements AsyncDisposable {
  /** Ends with a slash. */
  readonly url: string;
  readonly token: string = randomBytes(24).toString('hex');
  readonly log: string;
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<void>;
  readonly #process: ChildProcess;
  readonly #app: JupyterOptions['app'];
  #hasEnded = false;

  private constructor(options: JupyterOptions) {
    this.#app = options.app;
    this.url = `http://127.0.0.1:${options.port}${options.baseUrl ?? '/'}`;
    this.log = join(options.state, 'jupyter.log');
    this.#process = launch(options, this.token, this.log);
    this.ended = new Promise((resolve) => {
      const note = (): void => {
        this.#hasEnded = true;
        resolve();
      };
      this.#process.once('exit', note).once('error', note);
    });
  }

  /** Starts it and waits until it answers. Throws a Failure with the end of its log. */
  static async start(options: JupyterOptions): Promise<JupyterServer> {
    const server = new JupyterServer(options);
    const until = Date.now() + startMs;
    while (!(await server.#answers())) {
      if (server.#hasEnded || Date.now() > until) {
        await server.stop();
        const said = readFileSync(server.log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
        throw new Failure(`${said}\n\nJupyter did not start.`, `The whole log is in ${server.log}`);
      }
      await pause(150);
    }
    return server;
  }

  /** The address of a notebook's page, the token included. */
  notebook(path: string): string {
    const page = this.#app === 'lab' ? 'lab/tree/' : 'notebooks/';
    return `${this.url}${page}${encodeURI(path)}?token=${this.token}`;
  }

  /** Ends it: kernels first, as Jupyter does; by force if it takes too long. */
  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    this.#process.kill('SIGTERM');
    const patience = setTimeout(() => this.#process.kill('SIGKILL'), endMs);
    await this.ended;
    clearTimeout(patience);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}api`, { signal: AbortSignal.timeout(2000) })).ok;
    } catch {
      return false; // not yet; the deadline decides
    }
  }
}

function launch(options: JupyterOptions, token: string, log: string): ChildProcess {
  const config = join(options.state, 'config');
  const overrides = join(config, 'labconfig', 'default_setting_overrides.json');
  mkdirSync(dirname(overrides), { recursive: true });
  writeFileSync(overrides, JSON.stringify({ ...quiet, ...options.settings }));
  writeFileSync(join(config, 'jupyter_server_config.json'), JSON.stringify(options.config ?? {}));
  const output = openSync(log, 'w', 0o600);
  const args = [
    ...['-m', options.app === 'lab' ? 'jupyterlab' : 'notebook'],
    ...(options.opens === undefined ? ['--no-browser'] : [options.opens]),
    ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
    ...['--ServerApp.ip=127.0.0.1', `--ServerApp.port=${options.port}`, '--ServerApp.port_retries=0'],
    ...[`--ServerApp.root_dir=${options.folder}`, `--ServerApp.base_url=${options.baseUrl ?? '/'}`],
  ];
  const env = {
    ...process.env,
    PYTHONNOUSERSITE: '1',
    JUPYTER_CONFIG_DIR: config,
    JUPYTER_DATA_DIR: join(options.state, 'data'),
    JUPYTER_TOKEN: token, // not as an argument, which other users could see
    ...options.env,
  };
  // In a process group of its own: Ctrl-C is for whoever started it, who then ends it in order.
  const child = spawn(options.environment.python, args, {
    cwd: options.folder,
    env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  return child;
}
