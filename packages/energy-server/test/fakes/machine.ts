// A machine in a folder: trees `sys/` and `proc/` made of real files, which a test changes, takes away or locks.

import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFileTree } from '../../src/host/file-tree.ts';
import { type FileTree, HostError, type OpenFile } from '../../src/host/host.ts';

export const MACHINES = fileURLToPath(new URL('../machines', import.meta.url));

export class Machine implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'machine-'));
  readonly sysfs: FileTree = this.#tree('sys');
  readonly procfs: FileTree = this.#tree('proc');
  readonly etc: FileTree = this.#tree('etc');
  readonly #refused = new Map<string, string>();

  /** Files by their paths from the machine's root: `sys/class/powercap/intel-rapl:0/name`. */
  static of(files: Readonly<Record<string, string>>): Machine {
    const machine = new Machine();
    for (const [path, text] of Object.entries(files)) machine.write(path, text);
    return machine;
  }

  /** A copy of the specimen in `test/machines/<name>/`. */
  static specimen(name: string): Machine {
    const machine = new Machine();
    for (const tree of ['sys', 'proc']) {
      const from = join(MACHINES, name, tree);
      if (existsSync(from))
        cpSync(from, join(machine.root, tree), { recursive: true, verbatimSymlinks: true });
    }
    return machine;
  }

  write(path: string, text: string | Buffer): void {
    const full = join(this.root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  /** A symbolic link, as sysfs is full of: its target as it would stand there. */
  link(path: string, target: string): void {
    const full = join(this.root, path);
    mkdirSync(dirname(full), { recursive: true });
    symlinkSync(target, full);
  }

  /** Takes a file or folder away; files that are open fail as in sysfs when a driver goes. */
  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true });
  }

  /** Makes a file fail with this errno name (modes do not bind root, whom tests may run as); null lifts it. */
  refuse(path: string, code: string | null): void {
    if (code === null) this.#refused.delete(path);
    else this.#refused.set(path, code);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #tree(name: string): FileTree {
    const real = createFileTree(join(this.root, name));
    const check = (path: string) => {
      const code = this.#refused.get(`${name}/${path}`);
      if (code !== undefined) throw new HostError(code, path);
    };
    return {
      root: real.root,
      readText: (path) => {
        check(path);
        return real.readText(path);
      },
      list: (path) => {
        check(path);
        return real.list(path);
      },
      linkName: real.linkName,
      linkTarget: real.linkTarget,
      readAside: async (path) => {
        check(path);
        return real.readAside(path);
      },
      open: (path) => {
        check(path);
        return this.#guard(real.open(path), join(real.root, path), () => check(path));
      },
    };
  }

  #guard(file: OpenFile, full: string, check: () => void): OpenFile {
    return {
      readText: () => {
        check();
        if (!existsSync(full)) throw new HostError('ENODEV', full);
        return file.readText();
      },
      readAside: async () => {
        check();
        if (!existsSync(full)) throw new HostError('ENODEV', full);
        return file.readAside();
      },
      [Symbol.dispose]: () => file[Symbol.dispose](),
    };
  }
}
