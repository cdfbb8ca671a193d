// How this program was called and as whom, so that advice can name the same call.

export interface Program {
  readonly uid: number;
  readonly gid: number;
  /** Node, what it was told, and the program's file, by whole paths. */
  readonly call: readonly string[];
  /** The options that were typed after the command's name, as `serve` takes them. */
  readonly options: readonly string[];
  /** What of its environment decides where and how it reads and writes; no secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names of what it was given besides and advice may not show: tokens, addresses with a password. */
  readonly withheld: readonly string[];
}

/** This process, as far as it knows itself. */
export function thisProgram(told: Pick<Program, 'options' | 'environment' | 'withheld'>): Program {
  return {
    uid: process.geteuid?.() ?? -1,
    gid: process.getegid?.() ?? -1,
    call: [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)],
    ...told,
  };
}
