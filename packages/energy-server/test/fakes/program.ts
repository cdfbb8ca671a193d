// Runs the program as people do: a process with arguments, streams, signals and an exit status.

import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/jupyter-energy.mjs', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class Program {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  /** Only what is in `environment` is set, and a home without a config file. */
  constructor(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    stdio: StdioOptions = 'pipe',
  ) {
    const env = { HOME: '/nonexistent', XDG_RUNTIME_DIR: '/nonexistent', ...environment };
    this.process = spawn(process.execPath, [program, ...words], { env, stdio });
    this.process.stdout?.on('data', (text) => {
      this.stdout += text;
    });
    this.process.stderr?.on('data', (text) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve) => {
      this.process.once('close', (status) => resolve({ status, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Resolves as soon as the program has written something that matches. */
  async says(pattern: RegExp): Promise<void> {
    const said = () => pattern.test(this.stdout) || pattern.test(this.stderr);
    while (!said()) {
      const more = new Promise((resolve) => {
        this.process.stdout?.once('data', resolve);
        this.process.stderr?.once('data', resolve);
      });
      const gone = this.ended.then(() => {
        if (!said()) throw new Error(`ended without saying ${pattern}: ${this.stdout}${this.stderr}`);
      });
      await Promise.race([more, gone]);
    }
  }
}

export async function run(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return await new Program(words, environment).ended;
}
