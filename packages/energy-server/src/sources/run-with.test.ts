// The command that advice names: a shell must read back exactly what this program was called with.

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Program } from '../host/program.ts';
import { runWith, takesOver } from './run-with.ts';

const program: Program = {
  uid: 1000,
  gid: 100,
  call: ['/home/ada/my env/bin/node', '--single-threaded', "/home/ada/it's here/energy-server.mjs"],
  options: ['--socket', '/run/user/1000/jupyter-energy/energy.sock', '--path.sysfs', '/tmp/$HOME `id`'],
  environment: { HOME: '/home/ada', NODE_OPTIONS: '--max-semi-space-size=1 --trace-warnings' },
  withheld: [],
};

/** The words that a shell makes of the command, which is told to print them in the place of sudo. */
function wordsOf(command: string): readonly string[] {
  const printed = execFileSync('sh', ['-c', `sudo() { printf '%s\\n' "$@"; }; ${command}`], {
    encoding: 'utf8',
  });
  return printed.trimEnd().split('\n');
}

test('a shell reads back every word, whatever is in it', () => {
  const identity = { uid: 1000, capabilities: new Set<string>() };
  expect(wordsOf(runWith('perfmon', { program, identity }))).toEqual([
    ...['setpriv', '--reuid=1000', '--regid=100', '--init-groups'],
    ...['--inh-caps=+perfmon', '--ambient-caps=+perfmon', 'env'],
    ...['HOME=/home/ada', 'NODE_OPTIONS=--max-semi-space-size=1 --trace-warnings'],
    ...program.call,
    ...['serve', '--replace', ...program.options],
  ]);
});

test('what it may not show is named, so that nobody misses it', () => {
  expect(takesOver(program)).not.toContain('does not show');
  expect(takesOver({ ...program, withheld: ['JUPYTER_ENERGY_TOKEN'] })).toContain('JUPYTER_ENERGY_TOKEN');
});

test('a right that the energy server was given before stays', () => {
  const identity = { uid: 1000, capabilities: new Set(['CAP_PERFMON', 'CAP_NET_RAW']) };
  const words = wordsOf(runWith('dac_read_search', { program, identity }));
  expect(words).toContain('--ambient-caps=+perfmon,+dac_read_search');
});
