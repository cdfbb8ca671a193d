// What a command is: a name, what `--help` says of it, the flags that it takes, and what it does.

import type { Logger } from 'pino';
import type { Settings } from '../config/settings.ts';
import type { Host } from '../host/host.ts';
import type { OptionName } from './options.ts';

/** The outside world, handed in from main.ts. */
export interface World {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted when the program shall end: SIGTERM, SIGINT, or nobody reads what it writes. */
  readonly signal: AbortSignal;
}

export interface Run extends World {
  readonly settings: Settings;
  readonly json: boolean;
  readonly replace: boolean;
  /** The flags that took a value, as they were typed. */
  readonly flags: Readonly<Record<string, string>>;
  readonly host: Host;
  readonly log: Logger;
}

export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** The arguments as people write them, after the name. */
  readonly usage: string;
  /** Paragraphs and examples below the list of options. */
  readonly lesson: string;
  readonly options: readonly OptionName[];
  run(run: Run): Promise<void>;
}

/** A failure that people can understand by its message alone: no stack is shown, the status is 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** The program was called in a way that means nothing: the status is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
