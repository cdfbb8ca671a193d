// Runs the program as people do: a process with arguments, streams, signals and an exit status.

import { type StdioOptions, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Ended, RunningProgram } from './running-program.ts';

const program = fileURLToPath(new URL('../../bin/jupyter-energy.mjs', import.meta.url));

export class Program extends RunningProgram {
  /** Only what is in `environment` is set, and a home without a config file. */
  constructor(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    stdio: StdioOptions = 'pipe',
  ) {
    const env = { HOME: '/nonexistent', XDG_RUNTIME_DIR: '/nonexistent', ...environment };
    super(spawn(process.execPath, [program, ...words], { env, stdio }));
  }
}

export async function run(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return await new Program(words, environment).ended;
}
