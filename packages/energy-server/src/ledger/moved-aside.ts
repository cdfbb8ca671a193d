// Moves a file of the record aside that cannot be gone on with; nothing is ever deleted that somebody may still read.

import { chmodSync, closeSync, copyFileSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';

/** The log of changes belongs to the file; the index of it is made anew. */
const WITH = ['', '-wal'];

/** Answers where it is now: `ledger.sqlite.corrupt-20261128T034500Z`. Throws where the folder may not be changed. */
export function moveAside(path: string, why: 'corrupt' | 'read-only', now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const aside = `${path}.${why}-${stamp}`;
  renameSync(path, aside);
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${aside}-wal`);
  rmSync(`${path}-shm`, { force: true });
  return aside;
}

/** A copy that may be written, so that the record goes on from where it was; where there is no room for one, nothing. */
export function copyBack(aside: string, path: string): void {
  try {
    for (const suffix of WITH) {
      if (!existsSync(aside + suffix)) continue;
      copyFileSync(aside + suffix, path + suffix);
      chmodSync(path + suffix, 0o600);
    }
  } catch {
    for (const suffix of WITH) rmSync(path + suffix, { force: true });
  }
}

/** Whether it is this file that may not be written, and not the disk that it is on. */
export function isWriteProtected(path: string): boolean {
  try {
    closeSync(openSync(path, 'r+'));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}
