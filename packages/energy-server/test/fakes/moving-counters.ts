// Counters in files that move at a known power while a test looks, as hardware does: by the clock, and whatever else goes on.

import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Of microjoules in a file. */
interface Counter {
  readonly file: string;
  readonly start: number;
  /** Where it begins again; null where nobody knows. */
  readonly range: number | null;
  readonly watts: number;
}

/**
 * Runs in a thread of its own. In steps of a millisecond, as hardware counts, also where the thread was held up: who reads two files
 * that are one counter sees them a step apart at most. A file is written over without being emptied, since nobody shall read the half of a number.
 */
const move = `
const { workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const pause = new Int32Array(new SharedArrayBuffer(4));
const begin = performance.now();
for (let ms = 0; ; ms++) {
  if (ms > performance.now() - begin) Atomics.wait(pause, 0, 0, 1);
  for (const { fd, start, range, watts } of workerData.counters) {
    const microjoules = Math.round(start + watts * ms * 1000);
    writeSync(fd, String(range === null ? microjoules : microjoules % range).padEnd(20) + '\\n', 0);
  }
}`;

/** From the numbers that the files hold; each stops where it is when this is disposed of. */
export class MovingCounters implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #descriptors: readonly number[];

  /** @param watts by path below `root`, of files named `energy_uj` in zones of powercap */
  constructor(root: string, watts: Readonly<Record<string, number>>) {
    const counters = Object.entries(watts).map(([path, rate]) => counterIn(join(root, path), rate));
    this.#descriptors = counters.map(({ file }) => openSync(file, 'r+'));
    // Once before anybody looks: from here on all numbers are equally long.
    for (const [index, { start }] of counters.entries())
      writeSync(this.#descriptors[index] ?? -1, `${String(start).padEnd(20)}\n`, 0);
    const moving = counters.map((counter, index) => ({ ...counter, fd: this.#descriptors[index] }));
    this.#worker = new Worker(move, { eval: true, workerData: { counters: moving } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
    for (const descriptor of this.#descriptors) closeSync(descriptor);
  }
}

function counterIn(file: string, watts: number): Counter {
  const range = Number(textOf(join(dirname(file), 'max_energy_range_uj')));
  return { file, start: Number(textOf(file)), range: range > 0 ? range : null, watts };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    // Some zones do not tell their range.
    return '';
  }
}
