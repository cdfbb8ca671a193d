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

test('of the environment the places and the settings, in any folder', () => {
  const environment = {
    HOME: '/home/ada',
    PATH: '/usr/bin',
    TZ: 'Europe/Berlin',
    XDG_STATE_HOME: '',
    STATE_DIRECTORY: '/var/lib/jupyter-energy',
    JUPYTER_ENERGY_SOCKET: 'e.sock',
    JUPYTER_ENERGY_CONFIG: 'config.toml',
    JUPYTER_ENERGY_NVML_LIBRARY: 'libs/libnvidia-ml.so.1',
    JUPYTER_ENERGY_LEDGER_DAYS: '730',
    JUPYTER_ENERGY_EXIT_WHEN_UNUSED: '300',
  };
  expect(repeatedCall({}, environment)).toEqual({
    options: [],
    environment: {
      HOME: '/home/ada',
      TZ: 'Europe/Berlin',
      STATE_DIRECTORY: '/var/lib/jupyter-energy',
      JUPYTER_ENERGY_SOCKET: resolve('e.sock'),
      JUPYTER_ENERGY_CONFIG: resolve('config.toml'),
      JUPYTER_ENERGY_NVML_LIBRARY: resolve('libs/libnvidia-ml.so.1'),
      JUPYTER_ENERGY_LEDGER_DAYS: '730',
    },
    withheld: [],
  });
});

test('no secret, whatever it is called; what is missing is named', () => {
  const secrets = {
    JUPYTER_ENERGY_TOKEN: 'hidden',
    JUPYTER_ENERGY_GRID_EIA_KEY: 'hidden',
    JUPYTER_ENERGY_GRID_ENTSOE_TOKEN: 'hidden',
    JUPYTER_ENERGY_GRID_ENTSOE_URL: 'https://me:hidden@proxy.example/api',
    https_proxy: 'http://me:hidden@proxy.example:3128',
    JUPYTER_ENERGY_WHATEVER: 'hidden',
  };
  const call = repeatedCall({}, { ...secrets, AWS_SECRET_ACCESS_KEY: 'hidden', HOME: '/home/ada' });
  expect(call.environment).toEqual({ HOME: '/home/ada' });
  expect(call.withheld).toEqual(Object.keys(secrets).toSorted());
});
