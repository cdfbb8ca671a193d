// Libraries of C for tests: built once for all test processes, and again when their text has changed.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cache } from '../../../../scripts/tasks/places.ts';

/** The library made of one file by `cc`; in the checkout's cache, since a test process that is ended cannot clean up. */
export function builtLibrary(source: string, flags: readonly string[]): string {
  const text = createHash('sha256').update(readFileSync(source)).update(JSON.stringify(flags));
  const folder = cache('fakes');
  const file = join(folder, `${basename(source, '.c')}-${text.digest('hex').slice(0, 16)}.so`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const own = `${file}.${process.pid}`;
  compile(source, own, flags);
  // In one stroke: others may be building the same.
  renameSync(own, file);
  return file;
}

/** Libraries that the flags name come after the source, as linkers want it. */
export function compile(source: string, file: string, flags: readonly string[]): void {
  const libraries = flags.filter((flag) => flag.startsWith('-l'));
  const others = flags.filter((flag) => !flag.startsWith('-l'));
  execFileSync('cc', [...others, '-shared', '-fPIC', '-o', file, source, ...libraries]);
}
