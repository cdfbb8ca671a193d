// The file that keeps the idle baselines: small JSON, replaced in one step. A broken or forbidden file harms nothing.

import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BaselineStore } from './baselines.ts';

/** 150 baselines of 360 numbers have less than that. */
const MOST_BYTES = 2_000_000;

export interface BaselineFileLog {
  info(facts: object, message: string): void;
}

/** `folder`: of the energy server's state; made when there is something to keep. */
export function baselineFile(folder: string, log: BaselineFileLog): BaselineStore {
  const file = join(folder, 'idle-baselines.json');
  let told = false;
  return {
    load() {
      try {
        if (statSync(file).size > MOST_BYTES) return null;
        return JSON.parse(readFileSync(file, 'utf8'));
      } catch {
        return null; // None yet, or not to be read: the baseline is learnt anew within a quiet minute.
      }
    },
    save(value) {
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        const draft = `${file}.${process.pid}`;
        writeFileSync(draft, JSON.stringify(value), { mode: 0o600 });
        renameSync(draft, file);
      } catch (error) {
        if (!told) log.info({ err: error, file }, 'the idle baseline cannot be kept and will be learnt anew');
        told = true;
      }
    },
  };
}
