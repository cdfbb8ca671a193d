// How this program was called and as whom, so that advice can name the same call: whoever follows it needs no PATH and no checkout.

import { homedir } from 'node:os';

export interface Program {
  readonly uid: number;
  readonly gid: number;
  /** Node, what it was told, and the program's file. */
  readonly call: readonly string[];
  /** The options that were typed after the command's name, as `serve` takes them. */
  readonly options: readonly string[];
  /** What of its environment decides where it reads and writes; no secrets. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Without these it would find another config file, another record or another socket. */
const PLACES = [
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'XDG_STATE_HOME',
  'JUPYTER_ENERGY_CONFIG',
  'NODE_OPTIONS',
];

/** This process. */
export function thisProgram(options: readonly string[] = []): Program {
  const set = PLACES.flatMap((name) => {
    const value = process.env[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  return {
    uid: process.geteuid?.() ?? -1,
    gid: process.getegid?.() ?? -1,
    call: [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)],
    options,
    environment: { HOME: homedir(), ...Object.fromEntries(set) },
  };
}
