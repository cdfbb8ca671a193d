// A process that was started: what it says, and how it ends.

import type { ChildProcess } from 'node:child_process';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class RunningProgram {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  #heard = Promise.withResolvers<void>();

  constructor(process: ChildProcess) {
    this.process = process;
    process.stdout?.on('data', (text) => {
      this.stdout += text;
      this.#hear();
    });
    process.stderr?.on('data', (text) => {
      this.stderr += text;
      this.#hear();
    });
    this.ended = new Promise((resolve) => {
      process.once('close', (status) => resolve({ status, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Resolves as soon as the program has written something that matches. */
  async says(pattern: RegExp): Promise<void> {
    const said = () => pattern.test(this.stdout) || pattern.test(this.stderr);
    while (!said()) {
      const gone = this.ended.then(() => {
        if (!said()) throw new Error(`ended without saying ${pattern}: ${this.stdout}${this.stderr}`);
      });
      await Promise.race([this.#heard.promise, gone]);
    }
  }

  #hear(): void {
    this.#heard.resolve();
    this.#heard = Promise.withResolvers();
  }

  /** Ends it as a service manager does. */
  async end(): Promise<Ended> {
    this.process.kill('SIGTERM');
    return await this.ended;
  }
}
