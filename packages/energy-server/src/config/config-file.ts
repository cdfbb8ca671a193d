// Reads one config file (TOML) and checks it; each fault is told with file, line and key.

import { readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';
import * as z from 'zod';
import { lineOfKey } from './key-lines.ts';
import { type Drivers, settingsSchema } from './settings.ts';
import { faultsOf, SettingsError } from './settings-error.ts';

export type Given = Readonly<Record<string, unknown>>;

/** What the file sets; null where there is no such file and it `mayBeMissing`. Throws SettingsError. */
export function readConfigFile(file: string, drivers: Drivers, mayBeMissing: boolean): Given | null {
  const text = textOf(file, mayBeMissing);
  if (text === null) return null;
  const given = parseToml(file, text);
  const schema = settingsSchema(drivers);
  const checked = schema.safeParse(given);
  if (checked.success) return given;
  const faults = faultsOf(checked.error, (path) => keysAt(schema, path));
  throw new SettingsError(
    faults.map(({ path, reason }) => `${file}:${lineOfKey(text, path)}: ${path.join('.')}: ${reason}`),
  );
}

function textOf(file: string, mayBeMissing: boolean): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (mayBeMissing && (code === 'ENOENT' || code === 'ENOTDIR')) return null;
    throw new SettingsError([`${file}: cannot be read (${code ?? String(error)})`], { cause: error });
  }
}

function parseToml(file: string, text: string): Given {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    throw new SettingsError([`${file}:${error.line}:${error.column}: not valid TOML: ${reason}`], {
      cause: error,
    });
  }
}

/** The keys that the schema knows at a path, for suggestions. */
export function keysAt(schema: z.ZodType, path: readonly string[]): readonly string[] {
  const [step, ...rest] = path;
  const object = unwrapped(schema);
  if (!(object instanceof z.ZodObject)) return [];
  if (step === undefined) return Object.keys(object.shape);
  const next = object.shape[step];
  return next === undefined ? [] : keysAt(next as z.ZodType, rest);
}

/** The schema inside defaults and nullables. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  const inner = (schema.def as { innerType?: z.ZodType }).innerType;
  return inner === undefined ? schema : unwrapped(inner);
}
