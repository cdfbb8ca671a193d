// Settings: which origin wins, and what is said of a setting that is wrong: file, line, key, reason.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ScriptedDriver } from '../../test/fakes/scripted-source.ts';
import { loadSettings, type Origins } from './load-settings.ts';
import { configFiles, userSocket } from './places.ts';
import type { Settings } from './settings.ts';
import { SettingsError } from './settings-error.ts';

class MeterDriver extends ScriptedDriver {
  override readonly options = z.strictObject({
    enabled: z.boolean().default(true),
    'limit-watts': z.number().positive().nullable().default(null),
  });
}
const drivers = [new MeterDriver('meter', () => [])];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function written(text: string, name = 'config.toml'): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function load(origins: Partial<Origins>): Settings {
  return loadSettings(drivers, { environment: {}, flags: {}, usualFiles: [], file: null, ...origins });
}

function faultsOf(origins: Partial<Origins>): readonly string[] {
  try {
    load(origins);
  } catch (error) {
    if (error instanceof SettingsError)
      return error.faults.map((fault) => fault.replaceAll(`${folder}/`, ''));
    throw error;
  }
  return [];
}

describe('precedence', () => {
  test('without anything the defaults hold', () => {
    expect(load({})).toEqual({
      socket: null,
      socketGroup: null,
      state: null,
      ledger: { enabled: true, minuteDays: 30, days: null },
      listen: null,
      simulate: null,
      exitWhenUnusedSeconds: null,
      logLevel: 'info',
      country: null,
      embodied: null,
      grid: {
        zone: null,
        live: null,
        entsoe: { token: null, url: 'https://web-api.tp.entsoe.eu/api' },
        'electricity-maps': { token: null, url: 'https://api.electricitymaps.com' },
        eia: { key: null, url: 'https://api.eia.gov' },
        'energy-charts': { url: 'https://api.energy-charts.info' },
        neso: { url: 'https://api.carbonintensity.org.uk' },
      },
      path: { sysfs: '/sys', procfs: '/proc', dev: '/dev', etc: '/etc' },
      drivers: { meter: { enabled: true, 'limit-watts': null } },
    });
  });

  test('defaults < system file < user file < environment < flags, key by key', () => {
    const system = written(
      'socket = "system"\nlisten = "system"\n[path]\nsysfs = "system"\ndev = "system"\n',
      's.toml',
    );
    const user = written('listen = "user"\n[path]\nsysfs = "user"\nprocfs = "user"\n', 'u.toml');
    const environment = { JUPYTER_ENERGY_PATH_PROCFS: 'environment', JUPYTER_ENERGY_LISTEN: 'environment' };
    const settings = load({ usualFiles: [system, user], environment, flags: { listen: 'flag' } });
    expect(settings.socket).toBe('system');
    expect(settings.listen).toBe('flag');
    expect(settings.path).toEqual({ sysfs: 'user', procfs: 'environment', dev: 'system', etc: '/etc' });
  });

  test('--config is read instead of the usual files', () => {
    const usual = written('socket = "usual"', 'a.toml');
    const file = written('listen = "given"', 'b.toml');
    expect(load({ usualFiles: [usual], file })).toMatchObject({ socket: null, listen: 'given' });
  });

  test('texts become what their setting takes; drivers have theirs too', () => {
    const environment = {
      JUPYTER_ENERGY_EXIT_WHEN_UNUSED: '90.5',
      JUPYTER_ENERGY_METER_ENABLED: 'false',
      JUPYTER_ENERGY_METER_LIMIT_WATTS: '250',
      JUPYTER_ENERGY_SOCKET_GROUP: '1000',
      JUPYTER_ENERGY_NODE: 'of another part of the product',
      JUPYTER_ENERGY_LISTEN: '',
    };
    const settings = load({ environment });
    expect(settings).toMatchObject({ exitWhenUnusedSeconds: 90.5, socketGroup: '1000', listen: null });
    expect(settings.drivers['meter']).toEqual({ enabled: false, 'limit-watts': 250 });
  });
});

describe('what is wrong is told with its place', () => {
  test.each([
    ['# c\nsockte = "x"', 'config.toml:2: sockte: unknown setting; did you mean socket?'],
    ['\n\nsocket = 5', 'config.toml:3: socket: expected string, received number'],
    [
      '[path]\n\n"sysfs" = ""',
      'config.toml:3: path.sysfs: Too small: expected string to have >=1 characters',
    ],
    ['path.sysf = "/x"', 'config.toml:1: path.sysf: unknown setting; did you mean sysfs?'],
    ['[meter]\nenabled = "yes"', 'config.toml:2: meter.enabled: expected boolean, received string'],
    ['\n[metre]\nenabled = true', 'config.toml:2: metre: unknown setting; did you mean meter?'],
    ['exit-when-unused = -1', 'config.toml:1: exit-when-unused: Too small: expected number to be >0'],
    ['a = \n', 'config.toml:1:5: not valid TOML: invalid value'],
    [
      'log-level = "info"\nlog-level = "info"',
      'config.toml:2:1: not valid TOML: trying to redefine an already defined table or value',
    ],
  ])('%j', (text, fault) => {
    expect(faultsOf({ file: written(text) })).toEqual([fault]);
  });

  test('every fault of a file at once', () => {
    expect(faultsOf({ file: written('socket = 5\nlisten = 6\nzzzzzzz = 7') })).toHaveLength(3);
  });

  test('an unknown scenario names those there are', () => {
    expect(faultsOf({ flags: { simulate: 'toaster' } })[0]).toMatch(
      /^--simulate: "toaster": there is no such scenario; there are .*laptop/,
    );
  });

  test('a token is not repeated where it is wrong', () => {
    const token = 'secret'.repeat(100);
    const inFile = written(`[grid.eia]\nkey = "${token}"\n`);
    const told = [
      faultsOf({ environment: { JUPYTER_ENERGY_GRID_ENTSOE_TOKEN: token } }),
      faultsOf({ flags: { 'grid.electricity-maps.token': token } }),
      faultsOf({ file: inFile }),
    ];
    expect(told.map(({ length }) => length)).toEqual([1, 1, 1]);
    expect(told.flat()[0]).toMatch(/^JUPYTER_ENERGY_GRID_ENTSOE_TOKEN: /);
    expect(told.join()).not.toContain('secret');
  });

  test('in the environment, by the variable', () => {
    expect(faultsOf({ environment: { JUPYTER_ENERGY_EXIT_WHEN_UNUSED: 'soon' } })).toEqual([
      'JUPYTER_ENERGY_EXIT_WHEN_UNUSED: "soon": expected number, received string',
    ]);
  });

  test('a file that was named must be there; the usual ones need not', () => {
    expect(faultsOf({ file: join(folder, 'none.toml') })).toEqual(['none.toml: cannot be read (ENOENT)']);
    expect(faultsOf({ usualFiles: [join(folder, 'none.toml')] })).toEqual([]);
    expect(faultsOf({ usualFiles: [folder] })[0]).toContain('cannot be read (EISDIR)');
  });
});

test('places follow the XDG folders', () => {
  expect(configFiles({ HOME: '/home/a' }).at(-1)).toBe('/home/a/.config/jupyter-energy/config.toml');
  expect(configFiles({ HOME: '/home/a', XDG_CONFIG_HOME: '/c' }).at(-1)).toBe(
    '/c/jupyter-energy/config.toml',
  );
  expect(configFiles({})).toEqual(['/etc/jupyter-energy/config.toml']);
});

test('a user’s socket is in the session’s runtime folder, if that is this user’s', () => {
  const uid = process.getuid?.() ?? 0;
  const inFolder = `${folder}/jupyter-energy/energy.sock`;
  expect(userSocket({ XDG_RUNTIME_DIR: folder }, uid)).toBe(inFolder);
  expect(userSocket({ XDG_RUNTIME_DIR: folder }, uid + 1)).toBe(`/tmp/jupyter-energy-${uid + 1}/energy.sock`);
  for (const none of [undefined, '', join(folder, 'none'), written('', 'file')])
    expect(userSocket({ XDG_RUNTIME_DIR: none }, uid)).toBe(`/tmp/jupyter-energy-${uid}/energy.sock`);
});
