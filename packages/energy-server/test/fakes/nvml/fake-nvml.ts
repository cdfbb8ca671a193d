// The fake NVML library for tests: compiled once, copied for each test (so that each has state of its own), played from a script.

import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtLibrary, compile } from '../built-library.ts';

const SOURCE = fileURLToPath(new URL('./fake-nvml.c', import.meta.url));

/** Lines of a script by their keys, which `fake-nvml.c` lists. */
export type NvmlScript = Readonly<Record<string, string | number>>;

/** Why the library cannot be built here, for the names of tests that are skipped; null where it can. */
export const cannotBuild: string | null = compilerTrouble();

function compilerTrouble(): string | null {
  if (process.platform !== 'linux') return `no fake NVML on ${process.platform}`;
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'there is no C compiler (cc)';
  }
}

/** The name of a group of tests that need the library, with the reason where they are skipped. */
export function namedWithReason(name: string): string {
  return cannotBuild === null ? name : `${name} (skipped: ${cannotBuild})`;
}

/** One GPU that counts energy, index `i`, of constant 300 W. */
export function steadyGpu(i: number, more: NvmlScript = {}): NvmlScript {
  const plain = {
    uuid: `GPU-0000000${i}-1111-2222-3333-444444444444`,
    name: 'NVIDIA Test 100',
    pci: `00000000:0${i + 1}:00.0`,
    energy: '0 ~300/20',
    power: '0 ~300/20',
    limit: '0 400000',
    'field.186.0': '0 1 ~300/20',
    'field.83.0': '0 3 ~300/20',
    ...more,
  };
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [`gpu${i}.${key}`, value]));
}

export class FakeNvml implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'fake-nvml-'));
  /** For `--nvml-library`. */
  readonly library = join(this.#folder, 'libnvidia-ml.so.1');
  readonly #log = join(this.#folder, 'calls');
  #script: NvmlScript = {};

  /** @param hidden symbols that this library shall not have */
  constructor(script: NvmlScript = {}, hidden: readonly string[] = []) {
    if (hidden.length === 0) copyFileSync(plainBuild(), this.library);
    else buildWithout(hidden, this.library);
    this.script({ driver: '570.86.15', log: this.#log, ...script });
  }

  /** Adds lines to the script or changes them; a line set to '' says nothing any more. */
  script(lines: NvmlScript): void {
    this.#script = { ...this.#script, ...lines };
    const told = Object.entries(this.#script).filter(([, value]) => value !== '');
    const script = `${this.library}.script`;
    writeFileSync(`${script}.new`, told.map(([key, value]) => `${key}: ${value}\n`).join(''));
    // In one stroke: the library may read it at any moment.
    renameSync(`${script}.new`, script);
  }

  /** How often a function was called. */
  calls(name: string): number {
    if (!existsSync(this.#log)) return 0;
    return readFileSync(this.#log, 'utf8')
      .split('\n')
      .filter((line) => line === name).length;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const FLAGS = ['-std=c11', '-O1', '-Wall', '-Wextra', '-Werror', '-fvisibility=hidden', '-ldl'];
const EXPORTS = fileURLToPath(new URL('./exports.map', import.meta.url));

function plainBuild(): string {
  return builtLibrary(SOURCE, [...FLAGS, `-Wl,--version-script=${EXPORTS}`]);
}

/** A version script makes the hidden symbols local to the library, as if they had never been there. */
function buildWithout(hidden: readonly string[], file: string): void {
  const versions = `${file}.versions`;
  writeFileSync(versions, `{ global: nvml*; local: ${[...hidden, '*'].join('; ')}; };\n`);
  compile(SOURCE, file, [...FLAGS, `-Wl,--version-script=${versions}`]);
}
