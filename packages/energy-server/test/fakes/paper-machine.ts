// A machine made of files in a temporary folder, with a clock that a test turns by hand.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Host } from '../../src/host/host.ts';
import { createLinuxHost } from '../../src/host/linux-host.ts';

/** Files by path below the machine's root: `proc/stat`, `sys/class/dmi/id/chassis_type`. */
export type Files = Readonly<Record<string, string>>;

export class PaperMachine implements Disposable {
  readonly host: Host;
  readonly #root: string;
  #ms = 0;
  #sleptMs = 0;

  constructor(files: Files) {
    this.#root = mkdtempSync(join(tmpdir(), 'paper-machine-'));
    this.write(files);
    const at = (folder: string) => join(this.#root, folder);
    this.host = {
      ...createLinuxHost({ sysfs: at('sys'), procfs: at('proc'), dev: at('dev') }),
      clock: {
        now: () => ({ timelineMs: this.#ms, wallMs: 1_700_000_000_000 + this.#ms }),
        sleptMs: () => this.#sleptMs,
      },
    };
  }

  /** Adds files or changes what they hold, as the kernel does behind an open file. */
  write(files: Files): void {
    for (const [path, text] of Object.entries(files)) {
      const full = join(this.#root, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, text);
    }
  }

  remove(path: string): void {
    rmSync(join(this.#root, path), { recursive: true });
  }

  pass(ms: number): void {
    this.#ms += ms;
  }

  sleep(ms: number): void {
    this.#ms += ms;
    this.#sleptMs += ms;
  }

  [Symbol.dispose](): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}
