// Finds a Python, and makes virtual environments that hold exactly what a requirements file says.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { collect, demand } from './command.ts';
import { Failure } from './failure.ts';
import { inRoot } from './places.ts';
import { fingerprint, readStamp, writeStamp } from './up-to-date.ts';

/** A virtual environment of this checkout. */
export interface Environment {
  readonly folder: string;
  readonly python: string;
  /** A program of the environment. */
  program(name: string): string;
}

/** The oldest Python that everything here runs on. */
export const oldestPython = [3, 10] as const;

const candidates = [
  'python3',
  'python',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
];
const probe = 'import sys; print(*sys.version_info[:3], sys.executable, sep="\\n")';

/** Whether what the probe printed is a Python that is new enough. */
export function isNewEnough(printed: string): boolean {
  const [major = 0, minor = 0] = printed.split('\n').map(Number);
  return major > oldestPython[0] || (major === oldestPython[0] && minor >= oldestPython[1]);
}

/** A Python that is new enough and can make virtual environments: `$PYTHON`, else from the PATH. Throws a Failure. */
export async function findPython(): Promise<string> {
  const chosen = process.env['PYTHON'];
  const seen: string[] = [];
  for (const name of chosen ? [chosen] : candidates) {
    const { status, output } = await collect(name, ['-c', probe]);
    if (status !== 0) continue;
    if (isNewEnough(output)) return await withVenv(name);
    seen.push(`${name} is ${output.split('\n').slice(0, 3).join('.')}`);
  }
  const found = seen.length > 0 ? `only older ones were found (${seen.join(', ')})` : 'none was found';
  throw new Failure(
    `Python ${oldestPython.join('.')} or newer is needed; ${found}.`,
    'Install one (Debian, Ubuntu: sudo apt install python3 python3-venv), or name it: PYTHON=/path/to/python3 npm start',
  );
}

async function withVenv(python: string): Promise<string> {
  const { status } = await collect(python, ['-c', 'import venv, ensurepip']);
  if (status === 0) return python;
  throw new Failure(
    `${python} cannot make virtual environments: its module venv or ensurepip is missing.`,
    'Install it (Debian, Ubuntu: sudo apt install python3-venv), then try again.',
  );
}

/** The environment `.venv/<name>`, whether or not it exists. */
export function environment(name: string): Environment {
  const folder = inRoot('.venv', name);
  const program = (file: string): string => join(folder, 'bin', file);
  return { folder, python: program('python'), program };
}

/**
 * Makes `.venv/<name>` hold what `scripts/requirements/<file>.txt` says, and makes it anew where that or the Python
 * changed. Answers false if nothing had to be done. Throws a Failure.
 */
export async function ensureEnvironment(name: string, file: string): Promise<boolean> {
  const python = await findPython();
  const { folder, python: inside } = environment(name);
  const requirements = inRoot('scripts', 'requirements', `${file}.txt`);
  const wanted = `${await demand(python, ['-c', probe], 'Check that Python runs.')}${fingerprint([requirements])}`;
  const stamp = join(folder, 'holds');
  if (existsSync(inside) && readStamp(stamp) === wanted) return false;
  rmSync(folder, { recursive: true, force: true });
  await demand(python, ['-m', 'venv', folder], 'Check that there is space on the disk, then try again.');
  await pip(inside, ['-r', requirements]);
  writeStamp(stamp, wanted);
  return true;
}

/**
 * Puts a wheel into an environment, in place of an older build of it, without touching its dependencies.
 * Answers false if that very wheel is there already. Throws a Failure.
 */
export async function ensureWheel(at: Environment, wheel: string): Promise<boolean> {
  const stamp = join(at.folder, 'wheel');
  const wanted = fingerprint([wheel]);
  if (readStamp(stamp) === wanted) return false;
  await pip(at.python, ['--force-reinstall', '--no-deps', wheel]);
  await demand(
    at.python,
    ['-m', 'pip', 'check'],
    'scripts/requirements lacks a dependency: run node scripts/pin-python.ts',
  );
  writeStamp(stamp, wanted);
  return true;
}

async function pip(python: string, args: readonly string[]): Promise<void> {
  const always = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
  await demand(
    python,
    [...always, ...args],
    'pip did not get through. Is the Python package index reachable? See above; then try again.',
  );
}

/** The exact version that a requirements file pins a package to. Throws a Failure. */
export function pinned(file: string, name: string): string {
  const text = readFileSync(inRoot('scripts', 'requirements', `${file}.txt`), 'utf8');
  const version = new RegExp(`^${name}==(\\S+)`, 'm').exec(text)?.[1];
  if (version !== undefined) return version;
  throw new Failure(`${file}.txt does not pin ${name}.`, 'Run node scripts/pin-python.ts');
}
