// The command that starts this energy server anew, with one right more than it has.

import type { Host } from '../host/host.ts';
import type { Program } from '../host/program.ts';
import { shellWord } from './shell-word.ts';

/** A right that a process can be given by itself, as setpriv(1) calls it. */
export type Right = 'perfmon' | 'dac_read_search';

const RIGHTS: readonly Right[] = ['perfmon', 'dac_read_search'];

/** What the command does, and what it cannot do, for the text that goes with it. */
export function takesOver({ withheld }: Program): string {
  const lacking =
    withheld.length === 0 ? '' : ` It does not show ${withheld.join(', ')}: set that as well, after "env".`;
  return `The command takes the place of the energy server that runs now, for as long as you let it: keep its terminal open, or make it a service.${lacking}`;
}

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
