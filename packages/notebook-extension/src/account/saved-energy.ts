// What is written into a notebook's file, where the user wants that: one key in the metadata of each cell that ran.

import type { JSONObject } from '@lumino/coreutils';
import { type CellRun, isCellRun } from './cell-run.ts';

/** The only key of ours in a notebook. */
export const METADATA_KEY = 'jupyter_energy';

/** The run without what means nothing elsewhere. */
export function savedOf({ source, count, from, to, energy }: CellRun): JSONObject | null {
  if (energy === null) return null;
  const parts = energy.parts.map((part) => ({ ...part }));
  return { version: 1, source, count, from, to, energy: { ...energy, parts } };
}

/** Null for anything that is not ours, or of another version. */
export function runFromSaved(saved: unknown): CellRun | null {
  if (typeof saved !== 'object' || saved === null || !('version' in saved)) return null;
  const { version, ...fields } = saved;
  const run: unknown = { ...fields, run: '', kernel: '' };
  return version === 1 && isCellRun(run) ? run : null;
}
