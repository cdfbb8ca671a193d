// What advice repeats of how the program was called: enough to find the same files, and no secret.

import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { repeatedCall } from './repeated-call.ts';

test('options hold in any folder; what only `sources` knows, and how long to stay, is left out', () => {
  const flags = {
    socket: 'energy.sock',
    'nvml-library': 'libnvidia-ml.so.1',
    'path.sysfs': '/host/sys',
    simulate: 'laptop',
    'exit-when-unused': '300',
    format: 'csv',
  };
  expect(repeatedCall(flags, {}).options).toEqual([
    ...['--socket', resolve('energy.sock'), '--nvml-library', 'libnvidia-ml.so.1'],
    ...['--path.sysfs', '/host/sys', '--simulate', 'laptop'],
  ]);
});

test('of the environment the places and the settings, without secrets', () => {
  const environment = {
    HOME: '/home/ada',
    PATH: '/usr/bin',
    XDG_STATE_HOME: '',
    JUPYTER_ENERGY_SOCKET: '/tmp/e.sock',
    JUPYTER_ENERGY_TOKEN: 'abc',
    JUPYTER_ENERGY_PLUG_PLUGS: '[{"address":"p","password":"secret"}]',
    JUPYTER_ENERGY_EXIT_WHEN_UNUSED: '300',
    AWS_SECRET_ACCESS_KEY: 'def',
  };
  expect(repeatedCall({}, environment).environment).toEqual({
    HOME: '/home/ada',
    JUPYTER_ENERGY_SOCKET: '/tmp/e.sock',
  });
});
