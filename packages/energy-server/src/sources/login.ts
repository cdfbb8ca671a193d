// The user and password that a device asks for, from the settings or from a file of its own. They go to that device and nowhere else.

import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { SourceError } from './source.ts';

/** The settings, to be spread into those of a device. */
export const loginSettings = {
  user: z.string().min(1).nullable().default(null).describe('the user it asks for'),
  password: z.string().min(1).nullable().default(null).describe('in clear; password-file keeps it elsewhere'),
  'password-file': z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('a file that holds the password alone'),
};

export interface LoginSettings {
  readonly user: string | null;
  readonly password: string | null;
  readonly 'password-file': string | null;
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** Null where no user is set. Throws SourceError where the file cannot be read; `device` is for its message. */
export async function readLogin(settings: LoginSettings, device: string): Promise<Login | null> {
  const { user, password, 'password-file': file } = settings;
  if (user === null) return null;
  return { user, password: file === null ? (password ?? '') : await passwordIn(file, device) };
}

/** The file's text without the line's end that editors add. */
async function passwordIn(file: string, device: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const remedy = {
      text: 'Let the user of the energy server read it, and nobody else.',
      command: `ls -l ${file}`,
    };
    throw new SourceError(
      `the password file ${file} for ${device} cannot be read (${code})`,
      'give-up',
      remedy,
    );
  }
}
