// What another `serve` must be told to be like this program: the options that were typed and the environment that matters.

import { resolve } from 'node:path';
import type { Program } from '../host/program.ts';
import { type OptionName, options } from './options.ts';
import { serve } from './serve.ts';

/** Without these it would find another config file, another record or another socket, or use more memory. */
const PLACES = ['HOME', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'NODE_OPTIONS'];

/** For how long the other one stays is for whoever starts it. */
const OWN_AFFAIRS: readonly string[] = ['exit-when-unused', 'JUPYTER_ENERGY_EXIT_WHEN_UNUSED'];

/** @param flags those that took a value, as they were typed */
export function repeatedCall(
  flags: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): Pick<Program, 'options' | 'environment'> {
  return { options: repeatedOptions(flags), environment: repeatedEnvironment(environment) };
}

/** As they hold in any folder. */
function repeatedOptions(flags: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    const known = serve.options.find((one) => one === name && !OWN_AFFAIRS.includes(one));
    return known === undefined ? [] : [`--${known}`, takesPath(known, value) ? resolve(value) : value];
  });
}

/** A library without a folder in its name is looked for by the system's loader. */
function takesPath(name: OptionName, value: string): boolean {
  const kind = options[name].value;
  return (kind === 'FILE' || kind === 'DIR') && (name !== 'nvml-library' || value.includes('/'));
}

function repeatedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const told = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && value !== '' && (PLACES.includes(name) || isSetting(name, value))
      ? [[name, value] as const]
      : [],
  );
  return Object.fromEntries(told);
}

/** Secrets have no place in advice, which is shown on a page; they can stand in files. */
function isSetting(name: string, value: string): boolean {
  if (!name.startsWith('JUPYTER_ENERGY_') || OWN_AFFAIRS.includes(name)) return false;
  return !/token|password/i.test(`${name} ${value}`);
}
