// Runs other programs: quietly, with what they said at hand when they fail; or in the open.

import { spawn } from 'node:child_process';
import { Failure } from './failure.ts';
import { root } from './places.ts';

/** Where and with what a program runs. */
export interface Surroundings {
  readonly cwd?: string;
  /** Added to the environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** After this time it is ended. */
  readonly limitMs?: number;
}

/** How a program ended and what it said on both outputs. */
export interface Ended {
  /** Exit status; 127 where the program could not be started. */
  readonly status: number;
  readonly output: string;
}

/** Runs a program to its end and collects what it says. Never throws. */
export function collect(program: string, args: readonly string[], at: Surroundings = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: at.cwd ?? root,
      env: { ...process.env, ...at.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const take = (text: string): void => {
      output += text;
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.on('error', (error) => resolve({ status: 127, output: error.message }));
    child.on('close', (code) => resolve({ status: code ?? 1, output }));
  });
}

/** Runs a program in the open: its output goes to the terminal. Resolves with the exit status. */
export function show(program: string, args: readonly string[], at: Surroundings = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: at.cwd ?? root,
      env: { ...process.env, ...at.env },
      stdio: 'inherit',
      ...(at.limitMs === undefined ? {} : { timeout: at.limitMs }),
    });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Runs a program that has to succeed. Throws a Failure with the end of what it said, and with what to do next. */
export async function demand(
  program: string,
  args: readonly string[],
  next: string,
  at: Surroundings = {},
): Promise<string> {
  const { status, output } = await collect(program, args, at);
  if (status === 0) return output;
  const said = output.trimEnd().split('\n').slice(-40).join('\n');
  throw new Failure(`${said}\n\n\`${program} ${args.join(' ')}\` ended with status ${status}.`, next);
}
