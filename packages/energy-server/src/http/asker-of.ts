// Who asks over a Unix socket: what the system tells of the process at its other end, found out when it matters, once per connection.

import type { IncomingMessage } from 'node:http';
import type { Asker } from './kernels-view.ts';

/** See `Host.peerOf`. */
export type PeerOf = (fd: number) => { readonly pid: number; readonly uid: number } | null;

/**
 * Who may open a socket that is no group's is our own user, or root. Of one that a group shares each has his own kernels, but for
 * root and our own user; whom the system does not tell of is a stranger. `ownUid`: our own user.
 */
export function askersOf(
  peerOf: PeerOf,
  ownUid: number,
  isShared: boolean,
): (request: IncomingMessage) => Asker {
  const known = new WeakMap<object, Asker>();
  return ({ socket }) => {
    const before = known.get(socket);
    if (before !== undefined) return before;
    let found: ReturnType<PeerOf> | undefined;
    const peer = () => {
      found ??= peerAt(peerOf, socket);
      return found;
    };
    const user = isShared ? userOf(peer(), ownUid) : 'all';
    const asker: Asker = { user, pid: () => peer()?.pid ?? null };
    known.set(socket, asker);
    return asker;
  };
}

function userOf(peer: ReturnType<PeerOf>, ownUid: number): Asker['user'] {
  if (peer === null) return 'none';
  return peer.uid === 0 || peer.uid === ownUid ? 'all' : peer.uid;
}

/** Node tells the descriptor of a connection in no other way. */
function peerAt(peerOf: PeerOf, socket: object): ReturnType<PeerOf> {
  const { _handle: handle } = socket as { _handle?: { fd?: unknown } | null };
  return typeof handle?.fd === 'number' && handle.fd >= 0 ? peerOf(handle.fd) : null;
}
