// Whose process it is.

import type { FileTree } from '../host/host.ts';

/** `absent` is also what a hidden process looks like (hidepid). */
export type Owner =
  | { readonly kind: 'user'; readonly uid: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable' };

/** The effective user of a process. */
export function ownerOf(procfs: FileTree, pid: number): Owner {
  try {
    const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(procfs.readText(`${pid}/status`))?.[1];
    return uid === undefined ? { kind: 'unreadable' } : { kind: 'user', uid: Number(uid) };
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    return { kind: code === 'ENOENT' || code === 'ESRCH' ? 'absent' : 'unreadable' };
  }
}
