// What another `serve` must be told to be like this program: the options that were typed and the environment that matters.

import { resolve } from 'node:path';
import { openSettings, variableOf } from '../config/load-settings.ts';
import type { Program } from '../host/program.ts';
import { drivers } from '../sources/drivers.ts';
import { type OptionName, options, settingOf } from './options.ts';
import { serve } from './serve.ts';

/** Where it finds its files, what it takes for the time zone, how it reaches the network, and how much memory it uses. */
const SYSTEM_VARIABLES = [
  'HOME',
  'XDG_RUNTIME_DIR',
  'XDG_CONFIG_HOME',
  'XDG_STATE_HOME',
  'STATE_DIRECTORY',
  'TZ',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
];

/** For how long the other one stays is for whoever starts it. */
const OWN_AFFAIR = 'exit-when-unused';

type Environment = Readonly<Record<string, string | undefined>>;

/** @param flags those that took a value, as they were typed */
export function repeatedCall(
  flags: Readonly<Record<string, string>>,
  environment: Environment,
): Pick<Program, 'options' | 'environment' | 'withheld'> {
  const set = Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const known = new Map<string, string | null>(SYSTEM_VARIABLES.map((name) => [name, null]));
  for (const name of ['config', ...openSettings(drivers)])
    if (name !== OWN_AFFAIR) known.set(variableOf(name), name);
  const told = set.filter(([name, value]) => known.has(name) && !hasLogin(value));
  const names = new Set(told.map(([name]) => name));
  return {
    options: repeatedOptions(flags),
    environment: Object.fromEntries(
      told.map(([name, value]) => [name, isPath(known.get(name) ?? null, value) ? resolve(value) : value]),
    ),
    withheld: set
      .map(([name]) => name)
      .filter((name) => !names.has(name) && isOurs(name, known))
      .toSorted(),
  };
}

/** As they hold in any folder. */
function repeatedOptions(flags: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    const known = serve.options.find((one) => one === name && one !== OWN_AFFAIR);
    return known === undefined ? [] : [`--${known}`, takesPath(known, value) ? resolve(value) : value];
  });
}

/** A library without a folder in its name is looked for by the system's loader. */
function takesPath(name: OptionName, value: string): boolean {
  const kind = options[name].value;
  return (kind === 'FILE' || kind === 'DIR') && (name !== 'nvml-library' || value.includes('/'));
}

/** Of a setting that is a flag as well. */
function isPath(setting: string | null, value: string): boolean {
  const flags = Object.keys(options) as OptionName[];
  return flags.some((flag) => (settingOf(flag) ?? flag) === setting && takesPath(flag, value));
}

/** Whether its new owner would miss it: a token, or an address with a password in it. */
function isOurs(name: string, known: ReadonlyMap<string, string | null>): boolean {
  if (name === variableOf(OWN_AFFAIR)) return false;
  return known.has(name) || name.startsWith(variableOf(''));
}

function hasLogin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username !== '' || password !== '';
}
