// Every setting of the energy server with its default and a line that says why it exists.

import * as z from 'zod';
import { scenarioNames } from '../sources/drivers.ts';
import type { SourceDriver } from '../sources/source.ts';
import { carbonSettings, countrySetting, type GridSettings, gridSettings } from './grid-settings.ts';

const path = z.string().min(1);

const pathSettings = z.strictObject({
  sysfs: path.default('/sys').describe('where sysfs is mounted; containers mount the host’s elsewhere'),
  procfs: path.default('/proc').describe('where procfs is mounted'),
  dev: path.default('/dev').describe('where device files are'),
  etc: path.default('/etc').describe('where the machine’s configuration is, its time zone for example'),
});

const days = z.number().positive();

const ledgerSettings = z.strictObject({
  enabled: z.boolean().default(true).describe('false keeps no record on disk'),
  'minute-days': days.default(30).describe('days for which minutes are kept; quarter hours stay'),
  days: days.nullable().default(null).describe('days for which anything is kept; null means for ever'),
});

const ownSettings = {
  socket: path.nullable().default(null).describe('the Unix socket; null means the folder of the user'),
  'socket-group': path
    .nullable()
    .default(null)
    .describe('a group, by name or number, that may use the socket'),
  listen: path.nullable().default(null).describe('HOST:PORT to serve over TCP as well, with a token'),
  simulate: z
    .string()
    .refine(
      (name) => scenarioNames.includes(name),
      `there is no such scenario; there are ${scenarioNames.join(', ')}`,
    )
    .nullable()
    .default(null)
    .describe('name of a scenario, instead of reading any hardware'),
  'exit-when-unused': z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('seconds without a request or an open stream after which the energy server ends'),
  state: path
    .nullable()
    .default(null)
    .describe('the folder of what is kept; null means the user’s, and none while hardware is simulated'),
  ledger: ledgerSettings
    .prefault({})
    .describe('the record of the energy used, in the folder of what is kept'),
  'log-level': z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('how much is logged on standard error'),
  country: countrySetting,
  carbon: carbonSettings.prefault({}).describe('what making the computer has emitted'),
  grid: gridSettings.prefault({}).describe('how electricity was generated'),
  path: pathSettings.prefault({}).describe('where the kernel’s file systems are'),
};

/** The drivers whose options become sections of the config file. */
export type Drivers = readonly SourceDriver<unknown>[];

/** The schema of the config file: our settings, and one section per driver. */
export function settingsSchema(drivers: Drivers) {
  const sections = drivers.map((driver) => [driver.kind, driver.options.prefault({})] as const);
  return z.strictObject({ ...ownSettings, ...Object.fromEntries(sections) });
}

const plainSchema = z.strictObject(ownSettings);
type Plain = z.output<typeof plainSchema>;

/** All settings in effect; `drivers` holds each driver's options by its kind. */
export interface Settings {
  readonly socket: string | null;
  readonly socketGroup: string | null;
  readonly listen: string | null;
  readonly simulate: string | null;
  readonly exitWhenUnusedSeconds: number | null;
  /** Null: the usual one. */
  readonly state: string | null;
  readonly ledger: { readonly enabled: boolean; readonly minuteDays: number; readonly days: number | null };
  readonly logLevel: Plain['log-level'];
  readonly country: string | null;
  readonly grid: GridSettings;
  /** Null where not both are set. */
  readonly embodied: { readonly kilograms: number; readonly years: number } | null;
  readonly path: Plain['path'];
  readonly drivers: Readonly<Record<string, unknown>>;
}

/** Completes what was set with the defaults. Throws ZodError. */
export function completeSettings(drivers: Drivers, given: Readonly<Record<string, unknown>>): Settings {
  const all = settingsSchema(drivers).parse(given) as Plain & Record<string, unknown>;
  return {
    socket: all.socket,
    socketGroup: all['socket-group'],
    listen: all.listen,
    simulate: all.simulate,
    exitWhenUnusedSeconds: all['exit-when-unused'],
    state: all.state,
    ledger: {
      enabled: all.ledger.enabled,
      minuteDays: all.ledger['minute-days'],
      days: all.ledger.days,
    },
    logLevel: all['log-level'],
    country: all.country,
    grid: all.grid,
    embodied: embodiedOf(all.carbon),
    path: all.path,
    drivers: Object.fromEntries(drivers.map(({ kind }) => [kind, all[kind]])),
  };
}

function embodiedOf(carbon: Plain['carbon']): Settings['embodied'] {
  const { 'embodied-kg': kilograms, 'life-years': years } = carbon;
  return kilograms === null || years === null ? null : { kilograms, years };
}
