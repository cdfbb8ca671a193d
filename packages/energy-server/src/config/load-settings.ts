// Puts the settings together: defaults < config file < environment < flags. Nothing is read but what is handed in.

import * as z from 'zod';
import { type Given, keysAt, readConfigFile, unwrapped } from './config-file.ts';
import { isSecret } from './grid-settings.ts';
import { completeSettings, type Drivers, type Settings, settingsSchema } from './settings.ts';
import { SettingsError } from './settings-error.ts';

/** Where settings come from. */
export interface Origins {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** By setting name: `path.sysfs`, `socket-group`. */
  readonly flags: Readonly<Record<string, string>>;
  /** Read in this order, the later ones winning; missing ones are skipped. */
  readonly usualFiles: readonly string[];
  /** `--config`: read instead of the usual files, and must exist. */
  readonly file: string | null;
}

/** All settings in effect. Throws SettingsError that names every fault of the first origin with faults. */
export function loadSettings(drivers: Drivers, origins: Origins): Settings {
  const files = origins.file === null ? origins.usualFiles : [origins.file];
  const layers: (Given | null)[] = files.map((file) => readConfigFile(file, drivers, origins.file === null));
  layers.push(fromTexts(drivers, (name) => origins.environment[variableOf(name)], variableOf));
  layers.push(
    fromTexts(
      drivers,
      (name) => origins.flags[name],
      (name) => `--${name}`,
    ),
  );
  const given = layers.reduce<Given>((lower, upper) => merged(lower, upper ?? {}), {});
  return completeSettings(drivers, given);
}

/** The environment variable of a setting: `path.sysfs` → `JUPYTER_ENERGY_PATH_SYSFS`. */
export function variableOf(name: string): string {
  return `JUPYTER_ENERGY_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
}

/** The names of all settings that are no secrets. */
export function openSettings(drivers: Drivers): readonly string[] {
  const leaves = leavesOf(settingsSchema(drivers), []);
  return leaves.filter(({ schema }) => !isSecret(schema)).map(({ path }) => path.join('.'));
}

/** Settings given as texts, each turned into what its schema accepts. An empty text counts as not set. */
function fromTexts(
  drivers: Drivers,
  textOf: (name: string) => string | undefined,
  spell: (name: string) => string,
): Given {
  const faults: string[] = [];
  let given: Given = {};
  for (const { path, schema } of leavesOf(settingsSchema(drivers), [])) {
    const name = path.join('.');
    const text = textOf(name);
    if (text === undefined || text === '') continue;
    const value = accepted(schema, text);
    if (value.success) given = merged(given, nested(path, value.data));
    else faults.push(`${spell(name)}: ${isSecret(schema) ? '' : `${JSON.stringify(text)}: `}${value.reason}`);
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return given;
}

interface Leaf {
  readonly path: readonly string[];
  readonly schema: z.ZodType;
}

function leavesOf(schema: z.ZodType, path: readonly string[]): readonly Leaf[] {
  const object = unwrapped(schema);
  if (!(object instanceof z.ZodObject)) return [{ path, schema }];
  return keysAt(object, []).flatMap((key) => leavesOf(object.shape[key] as z.ZodType, [...path, key]));
}

type Accepted = { success: true; data: unknown } | { success: false; reason: string };

/** The first meaning of a text (itself, a number, true or false) that the schema accepts. */
function accepted(schema: z.ZodType, text: string): Accepted {
  const meanings: unknown[] = [text];
  if (text.trim() !== '' && Number.isFinite(Number(text))) meanings.unshift(Number(text));
  if (text === 'true' || text === 'false') meanings.unshift(text === 'true');
  let reason = '';
  for (const meaning of meanings) {
    const result = schema.safeParse(meaning);
    if (result.success) return { success: true, data: meaning };
    const found = result.error.issues[0]?.message.replace(/^Invalid (input|option): /, '') ?? 'not accepted';
    if (reason === '') reason = found;
  }
  return { success: false, reason };
}

function nested(path: readonly string[], value: unknown): Given {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Given;
}

function merged(lower: Given, upper: Given): Given {
  const result: Record<string, unknown> = { ...lower };
  for (const [key, value] of Object.entries(upper)) {
    const below = result[key];
    result[key] = isTable(below) && isTable(value) ? merged(below, value) : value;
  }
  return result;
}

function isTable(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
