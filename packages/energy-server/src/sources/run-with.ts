// The command that starts this energy server anew, with one right more than it has.

import type { Host } from '../host/host.ts';

/** A right that a process can be given by itself, as setpriv(1) calls it. */
export type Right = 'perfmon' | 'dac_read_search';

const RIGHTS: readonly Right[] = ['perfmon', 'dac_read_search'];

/** What the command does, for the text that goes with it. */
export const TAKES_OVER =
  'The command takes the place of the energy server that runs now, for as long as you let it: keep its terminal open, or make it a service.';

/**
 * One process gets one right; nothing on disk changes, nobody else gains anything. It keeps the rights of this kind that it has, its
 * user and its options, and says by whole paths what to run: sudo knows neither the user's folders nor their PATH.
 */
export function runWith(right: Right, { program, identity }: Pick<Host, 'program' | 'identity'>): string {
  const { uid, gid, call, options, environment } = program;
  const rights = RIGHTS.filter(
    (one) => one === right || identity.capabilities.has(`CAP_${one.toUpperCase()}`),
  );
  const list = rights.map((one) => `+${one}`).join(',');
  return [
    `sudo setpriv --reuid=${uid} --regid=${gid} --init-groups --inh-caps=${list} --ambient-caps=${list} env`,
    ...Object.entries(environment).map(([name, value]) => shellWord(`${name}=${value}`)),
    ...[...call, 'serve', '--replace', ...options].map(shellWord),
  ].join(' ');
}

/** A word as a POSIX shell reads it back. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
