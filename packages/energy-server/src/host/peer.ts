// Who is at the other end of a Unix socket, as the kernel of the system tells it: nobody can lie about it.

import { loadKoffi } from './ffi.ts';
import type { Peer } from './host.ts';
import { loadLibc } from './libc.ts';

// Numbers of Linux's asm-generic/socket.h, which hold on x64 and arm64; struct ucred has three of 32 bits: pid, uid, gid.
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
const UCRED_BYTES = 12;

type GetSockOpt = (fd: number, level: number, name: number, value: Buffer, length: Buffer) => unknown;

/** Loads nothing before it is asked first. */
export function createPeers(): (fd: number) => Peer | null {
  let call: GetSockOpt | null | undefined;
  return (fd) => {
    call ??= bind();
    return call === null ? null : peerOf(call, fd);
  };
}

function peerOf(getSockOpt: GetSockOpt, fd: number): Peer | null {
  const credentials = Buffer.alloc(UCRED_BYTES);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(UCRED_BYTES);
  const result = getSockOpt(fd, SOL_SOCKET, SO_PEERCRED, credentials, length);
  if (result !== 0 || length.readUInt32LE() !== UCRED_BYTES) return null;
  const [pid, uid] = [credentials.readInt32LE(0), credentials.readUInt32LE(4)];
  // A socket without a peer has -1 there (4294967295), as TCP's have.
  return uid === 0xffff_ffff ? null : { pid, uid };
}

/** Null where there is no way to ask. */
function bind(): GetSockOpt | null {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) return null;
  try {
    const libc = loadLibc(loadKoffi());
    return libc.func('getsockopt', 'int', ['int', 'int', 'int', 'void *', 'void *']) as GetSockOpt;
  } catch {
    return null; // Without the native part: whoever asks is a stranger then.
  }
}
