// A machine made of files with as many processor packages as wanted, whose counters move: read through the real file tree.

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WATTS = 20;
/** Files in memory are nearest to those of sysfs, which the kernel makes up as they are read. */
const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export class PaperPackages implements Disposable {
  /** What `--path.sysfs` takes. */
  readonly sysfs = mkdtempSync(join(folder, 'packages-'));
  readonly #counters: readonly string[];

  constructor(packages: number) {
    this.#counters = Array.from({ length: packages }, (_, index) => {
      const zone = join(this.sysfs, 'class', 'powercap', `intel-rapl:${index}`);
      mkdirSync(zone, { recursive: true });
      writeFileSync(join(zone, 'name'), `package-${index}\n`);
      writeFileSync(join(zone, 'max_energy_range_uj'), '262143328850\n');
      return join(zone, 'energy_uj');
    });
    this.advance();
  }

  /** Lets every package have used some more; each a little more than the one before, since no two are alike. */
  advance(): void {
    const microjoules = performance.now() * WATTS * 1000;
    for (const [index, file] of this.#counters.entries())
      writeFileSync(file, `${Math.round(microjoules * (1 + index / this.#counters.length))}\n`);
  }

  [Symbol.dispose](): void {
    rmSync(this.sysfs, { recursive: true, force: true });
  }
}
