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

  constructor(process: ChildProcess) {
    this.process = process;
    process.stdout?.on('data', (text) => {
      this.stdout += text;
    });
    process.stderr?.on('data', (text) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve) => {
      process.once('close', (status) => resolve({ status, stdout: this.stdout, stderr: this.stderr }));
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

  /** Ends it as a service manager does. */
  async end(): Promise<Ended> {
    this.process.kill('SIGTERM');
    return await this.ended;
  }
}
