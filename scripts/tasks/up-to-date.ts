// Skips work whose inputs have not changed since it was last done, by a hash of the contents of its files.

import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { cache, root } from './places.ts';

/** A piece of work that makes files out of files. */
export interface Work {
  /** Names the stamp. */
  readonly name: string;
  /** Files and folders of the checkout; glob patterns are allowed. */
  readonly inputs: readonly string[];
  /** Files that must be there afterwards. */
  readonly outputs: readonly string[];
  /** Whatever else decides the result, for example a version. */
  readonly also?: string;
}

/** A hash over the names and the contents of files; folders are taken whole. Missing files do not count. */
export function fingerprint(paths: readonly string[], also = ''): string {
  const hash = createHash('sha256').update(also);
  for (const file of filesOf(paths)) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Does the work if an input changed or an output is missing. Tells whether it did. */
export async function ifChanged(work: Work, act: () => Promise<void>): Promise<boolean> {
  const stamp = cache('stamps', work.name);
  const print = fingerprint(work.inputs, work.also);
  if (work.outputs.every((file) => existsSync(file)) && readStamp(stamp) === print) return false;
  await act();
  writeStamp(stamp, print);
  return true;
}

/** Makes the work of this name be done next time whatever has changed. */
export function forget(name: string): void {
  rmSync(cache('stamps', name), { force: true });
}

/** What a stamp says; empty where there is none. */
export function readStamp(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Leaves a stamp. */
export function writeStamp(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const unwatched = /(^|\/)(node_modules|__pycache__|\.[a-z_]+_cache)(\/|$)|\.test\.ts$|\.tsbuildinfo$/;

function filesOf(paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const path of paths.flatMap((pattern) => globSync(pattern, { cwd: root }))) {
    const whole = resolve(root, path);
    const inside = statSync(whole).isDirectory()
      ? globSync('**', { cwd: whole }).map((name) => join(whole, name))
      : [whole];
    for (const file of inside) {
      if (!unwatched.test(relative(root, file)) && statSync(file).isFile()) found.add(file);
    }
  }
  return [...found].sort();
}
