// Reads the small numbers and words that sysfs files hold, and refuses what is not one.

import { type FileTree, HostError } from '../host/host.ts';

/** A decimal number without sign, blanks around it allowed; null for anything else (`-1`, `abc`, nothing at all). */
export function parseDecimal(text: string): number | null {
  const digits = /^\s*(\d{1,20})\s*$/.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The trimmed text of a file; null where it is missing or cannot be read. */
export function readWord(tree: FileTree, path: string): string | null {
  try {
    return tree.readText(path).trim();
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}

/** The decimal number in a file; null where there is none. */
export function readDecimal(tree: FileTree, path: string): number | null {
  return parseDecimal(readWord(tree, path) ?? '');
}
