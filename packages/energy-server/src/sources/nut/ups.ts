// What a UPS says of its load, in the language of NUT servers (RFC 9271).

import type { Watts } from '@jupyter-energy/contract';
import type { Login } from '../login.ts';
import { SourceError } from '../source.ts';
import { converse, NoLine, type Say } from './line-connection.ts';
import { addressOf, type UpsOptions } from './options.ts';

const LIMIT_MS = 2_000;
/** No UPS that a NUT server watches carries more. */
const CEILING_WATTS = 1_000_000;

const SECTION = 'the section nut of the config file';

/** How the UPS tells its load: in watts, or in percent of its nominal power. */
export type Telling = 'watts' | 'percent';

export interface Load {
  readonly watts: Watts;
  readonly telling: Telling;
}

/** Throws SourceError: `give-up` where settings must change, `retry` otherwise. */
export async function askLoad(options: UpsOptions, login: Login | null, signal: AbortSignal): Promise<Load> {
  const server = { host: options.host, port: options.port, limitMs: LIMIT_MS };
  try {
    return await converse(server, signal, async (say) => {
      if (login !== null) await logIn(say, login, options);
      return await loadOf(say, options);
    });
  } catch (error) {
    if (!(error instanceof NoLine)) throw error;
    const message = `The NUT server of ${addressOf(options)} gives no answer: ${error.message}.`;
    throw new SourceError(message, 'retry', null, { cause: error });
  }
}

async function loadOf(say: Say, options: UpsOptions): Promise<Load> {
  const realpower = await variable(say, options, 'ups.realpower');
  if (realpower !== null) return { watts: plausible(realpower, options), telling: 'watts' };
  const percent = await variable(say, options, 'ups.load');
  const nominal = await variable(say, options, 'ups.realpower.nominal');
  if (percent === null || nominal === null) throw tellsNothing(options);
  return { watts: plausible((percent * nominal) / 100, options), telling: 'percent' };
}

/** Null where the UPS does not tell it. */
async function variable(say: Say, options: UpsOptions, name: string): Promise<number | null> {
  const answer = await say(`GET VAR ${options.name} ${name}`);
  const [, code] = /^ERR ([A-Z-]+)/.exec(answer) ?? [];
  if (code === 'VAR-NOT-SUPPORTED') return null;
  if (code !== undefined) throw refusal(code, options);
  const value = /^VAR \S+ (\S+) "(\d+(?:\.\d+)?)"$/.exec(answer);
  if (value?.[1] !== name) throw strange(options);
  return Number(value[2]);
}

async function logIn(say: Say, { user, password }: Login, options: UpsOptions): Promise<void> {
  for (const line of [`USERNAME ${quoted(user)}`, `PASSWORD ${quoted(password)}`]) {
    const [, code] = /^ERR ([A-Z-]+)/.exec(await say(line)) ?? [];
    if (code !== undefined) throw refusal(code, options);
  }
}

/** A line's end would begin another command. */
function quoted(text: string): string {
  return `"${text.replaceAll(/[\r\n]/g, '').replaceAll(/["\\]/g, '\\$&')}"`;
}

function plausible(watts: Watts, options: UpsOptions): Watts {
  if (watts > CEILING_WATTS) throw strange(options);
  return watts;
}

function refusal(code: string, options: UpsOptions): SourceError {
  const address = addressOf(options);
  switch (code) {
    case 'UNKNOWN-UPS':
      return blocked(`the NUT server on ${options.host} knows no UPS "${options.name}"`, {
        text: `Correct name in ${SECTION}.`,
        command: `upsc -l ${options.host}`,
      });
    case 'ACCESS-DENIED':
    case 'INVALID-PASSWORD':
    case 'INVALID-USERNAME':
    case 'USERNAME-REQUIRED':
    case 'PASSWORD-REQUIRED':
      return blocked(`wrong user or password for ${address}`, {
        text: `Correct user and password (or password-file) of ${address} in ${SECTION}.`,
        command: null,
      });
    case 'DATA-STALE':
    case 'DRIVER-NOT-CONNECTED':
      return new SourceError(`The NUT server has lost touch with ${address} (${code}).`, 'retry', {
        text: "Look at the cable and at the UPS's driver on that server.",
        command: null,
      });
    default:
      return new SourceError(`The NUT server of ${address} refuses (${code}).`, 'retry');
  }
}

function tellsNothing(options: UpsOptions): SourceError {
  return blocked(`${addressOf(options)} tells neither its power nor its load and nominal power`, {
    text: 'If its data sheet states its nominal power in watts, set override.ups.realpower.nominal in ups.conf.',
    command: null,
  });
}

function blocked(message: string, remedy: { text: string; command: string | null }): SourceError {
  return new SourceError(message, 'give-up', remedy);
}

function strange(options: UpsOptions): SourceError {
  return new SourceError(`The NUT server of ${addressOf(options)} gives a strange answer.`, 'retry');
}
