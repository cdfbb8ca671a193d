// The energy server as it is installed, in a temporary folder that every user may read: a checkout often lies in a closed home.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleTo } from '../../../../scripts/packaging/bundle.ts';
import { inRoot } from '../../../../scripts/tasks/places.ts';

/** `nobody` on every Linux. */
export const NOBODY = 65_534;

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class InstalledCopy implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'installed-'));
  /** A folder that belongs to the unprivileged user. */
  readonly home = join(this.folder, 'home');
  /** Programs that a shell finds first: ours, and a `sudo` and `id` as if the unprivileged user had called. */
  readonly programs = join(this.folder, 'programs');
  readonly #node = join(this.folder, 'node');
  readonly #bundle = join(this.folder, 'energy-server.mjs');

  async make(): Promise<void> {
    chmodSync(this.folder, 0o755);
    await bundleTo(this.#bundle);
    for (const name of ['koffi', '@koromix'])
      cpSync(inRoot('node_modules', name), join(this.folder, 'native', name), { recursive: true });
    linkOrCopy(process.execPath, this.#node);
    mkdirSync(this.home);
    chownSync(this.home, NOBODY, NOBODY);
    mkdirSync(this.programs);
    this.#program('jupyter-energy', `exec ${this.#node} ${this.#bundle} "$@"`);
    this.#program('sudo', 'exec "$@"');
    this.#program('id', `echo ${NOBODY}`);
  }

  /** Runs our command as the unprivileged user with these capabilities (`perfmon`) and no other right. */
  run(capabilities: readonly string[], words: readonly string[]): Ended {
    const command = [...asNobody(capabilities), join(this.programs, 'jupyter-energy'), ...words];
    const [file = '', ...rest] = command;
    const { status, stdout, stderr } = spawnSync(file, rest, { env: this.#environment(), encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  /** Types a command line into a shell of root, where `sudo` and `id` do what they do for the unprivileged user. */
  shell(line: string): ChildProcess {
    return spawn('sh', ['-c', `exec ${line}`], {
      env: this.#environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #environment(): Record<string, string> {
    return {
      PATH: `${this.programs}:/usr/sbin:/usr/bin:/sbin:/bin`,
      HOME: this.home,
      XDG_RUNTIME_DIR: this.home,
    };
  }

  #program(name: string, line: string): void {
    writeFileSync(join(this.programs, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
  }
}

/** `setpriv` and its words: the unprivileged user, without groups, without any right but these. */
export function asNobody(capabilities: readonly string[]): readonly string[] {
  const rights = capabilities.map((name) => `+${name}`).join(',');
  const grant = rights === '' ? [] : [`--inh-caps=${rights}`, `--ambient-caps=${rights}`];
  return ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...grant];
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Another file system, or one without links.
    copyFileSync(from, to);
  }
}
