// The energy server as it is installed, in a temporary folder that every user may read: a checkout often lies in a closed home.

import { spawn, spawnSync } from 'node:child_process';
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
import { type SourceState, Sources } from '@jupyter-energy/contract';
import { bundleTo } from '../../../../scripts/packaging/bundle.ts';
import { inRoot } from '../../../../scripts/tasks/places.ts';
import { RunningProgram } from './running-program.ts';

const SYSTEM_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** `nobody` on every Linux. */
export const NOBODY = 65_534;

export class InstalledCopy implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'installed-'));
  /** A folder that belongs to the unprivileged user. */
  readonly home = join(this.folder, 'home');
  /** Ours, which no shell finds by itself, as in an environment that is not active. */
  readonly #command = join(this.folder, 'jupyter-energy');
  /** Programs that a shell finds first: a `sudo` that asks for no password. */
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
    makeProgram(this.#command, `exec ${this.#node} ${this.#bundle} "$@"`);
    makeProgram(join(this.programs, 'sudo'), 'exec "$@"');
  }

  /** Starts our command as the unprivileged user with these capabilities (`perfmon`) and groups, and no other right. */
  start(
    words: readonly string[],
    capabilities: readonly string[] = [],
    groups: readonly number[] = [],
  ): RunningProgram {
    const [file = '', ...rest] = [...asNobody(capabilities, groups), this.#command, ...words];
    return new RunningProgram(spawn(file, rest, { env: this.#environment() }));
  }

  /** What `sources --json` says of one source to the unprivileged user with these capabilities and groups. */
  async sources(
    id: string,
    words: readonly string[],
    capabilities: readonly string[] = [],
    groups: readonly number[] = [],
  ): Promise<SourceState> {
    const asked = this.start(['sources', '--json', ...words], capabilities, groups);
    const { status, stdout, stderr } = await asked.ended;
    if (status !== 0 || stderr !== '') throw new Error(`status ${status}: ${stderr}`);
    const found = Sources.parse(JSON.parse(stdout)).sources.find((one) => one.id === id);
    if (found === undefined) throw new Error(`${id} is not told of: ${stdout}`);
    return found;
  }

  /** Types a command line into a shell in which nothing is set but the system's own folders. */
  type(line: string): RunningProgram {
    const env = { PATH: `${this.programs}:${SYSTEM_PATH}` };
    return new RunningProgram(
      spawn('sh', ['-c', `exec ${line}`], { env, stdio: ['ignore', 'ignore', 'pipe'] }),
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #environment(): Record<string, string> {
    return {
      PATH: SYSTEM_PATH,
      HOME: this.home,
      XDG_RUNTIME_DIR: this.home,
    };
  }
}

function makeProgram(file: string, line: string): void {
  writeFileSync(file, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

/** Why these capabilities cannot be given here; null where they can. */
export function cannotGive(capabilities: readonly string[]): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root can give and take rights';
  const [file = '', ...words] = [...asNobody(capabilities), 'true'];
  const { status, stderr, error } = spawnSync(file, words, { encoding: 'utf8' });
  if (error !== undefined) return `no setpriv: ${error.message}`;
  return status === 0 ? null : `setpriv cannot give these rights: ${stderr.trim()}`;
}

/** `setpriv` and its words: the unprivileged user, without any group or right but these. */
export function asNobody(capabilities: readonly string[], groups: readonly number[] = []): readonly string[] {
  const rights = capabilities.map((name) => `+${name}`).join(',');
  const grant = rights === '' ? [] : [`--inh-caps=${rights}`, `--ambient-caps=${rights}`];
  const member = groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`;
  return ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, member, ...grant];
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Another file system, or one without links.
    copyFileSync(from, to);
  }
}
