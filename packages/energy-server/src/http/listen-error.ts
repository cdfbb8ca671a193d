// Why the energy server cannot listen, in a sentence with the way out.

export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** What the system's refusals mean where a socket, its folder or a port is wanted. */
const meanings: Readonly<Record<string, string>> = {
  EACCES: 'this user may not do that there; choose another place or port',
  EPERM: 'only root, or a member of the group that it shall belong to, may do that',
  ENOENT: 'a folder on the way there is missing; make it, or choose another place',
  ENOTDIR: 'on the way there is a file where a folder should be; choose another place',
  EROFS: 'its file system is read-only; choose another place',
  ENOSPC: 'its disk is full; make room, or choose another place',
  EDQUOT: 'your share of its disk is full; make room, or choose another place',
  EADDRINUSE: 'something else listens there already; end that, or choose another',
  EADDRNOTAVAIL: 'this computer has no such address; choose one that "ip address" lists',
  ENOTFOUND: 'no host is known by this name; check the spelling',
  ERR_OUT_OF_RANGE: 'there is no such number; "getent group" lists the groups',
};

/** The system's refusal in words, with its code for whoever searches for it. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return message ?? String(error);
  const meaning = meanings[code];
  return meaning === undefined ? code : `${meaning} (${code})`;
}
