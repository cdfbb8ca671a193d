// What is wrong with the settings: where it stands, which key, and why. Ends the program with status 2.

import type * as z from 'zod';
import { nearest } from './nearest.ts';

/** One line per fault, each naming its file and line, variable or flag. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.faults = faults;
  }
}

/** A key and what is wrong with it. */
export interface Fault {
  readonly path: readonly string[];
  readonly reason: string;
}

/** What zod found, one fault per key; unknown keys come with the known one that was probably meant. */
export function faultsOf(
  error: z.ZodError,
  knownKeys: (path: readonly string[]) => Iterable<string>,
): readonly Fault[] {
  return error.issues.flatMap((issue): readonly Fault[] => {
    const path = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys') return [{ path, reason: plain(issue.message) }];
    return issue.keys.map((key) => {
      const meant = nearest(key, knownKeys(path));
      return {
        path: [...path, key],
        reason: `unknown setting${meant === null ? '' : `; did you mean ${meant}?`}`,
      };
    });
  });
}

/** Zod's sentence without its first words, in the tone of the others. */
function plain(message: string): string {
  return message.replace(/^Invalid (input|option): /, '');
}
