// The ioctl calls that make a terminal device a plain line for bytes, used by nobody else.

import { endianness } from 'node:os';
import { loadKoffi } from './ffi.ts';
import { HostError } from './host.ts';
import { errnoName, loadLibc } from './libc.ts';

/** Each throws HostError with the errno. */
export interface TerminalCalls {
  /** Raw bytes at `baudRate`; modem lines and flow control are ignored. ENOTTY where it is no terminal. */
  makeRaw(fd: number, baudRate: number): void;
  /** EWOULDBLOCK (EAGAIN) where another program has locked it; and nobody but root may open it from now on. */
  claim(fd: number): void;
  release(fd: number): void;
  /** Discards what has arrived and was not read. */
  discardInput(fd: number): void;
}

// Numbers of Linux's asm-generic/ioctls.h, asm-generic/termbits.h and fcntl.h, which hold on x64 and arm64.
const TCFLSH = 0x540b;
const TCIFLUSH = 0;
const TIOCEXCL = 0x540c;
const TIOCNXCL = 0x540d;
const TCSETS2 = 0x402c542b;
const LOCK_EXCLUSIVE_NOW = 2 | 4;

const CS8 = 0x30;
const CREAD = 0x80;
const CLOCAL = 0x800;
/** "The speed is in c_ospeed", for speeds without a code of their own. */
const BOTHER = 0x1000;
/** Speeds that have a code; older programs, which people look at the line with, know no others. */
const SPEED_CODES: Readonly<Record<number, number>> = { 115200: 0x1002 };
const VMIN = 6;

/**
 * The kernel's `struct termios2` of a raw line. Not the C library's `termios`: since glibc 2.42 its functions take a baud rate
 * as a number where older ones take a code. All flags but these are 0, above all echo, canonical mode, translations, XON/XOFF
 * and RTS/CTS; HUPCL too, so that closing moves no modem line.
 */
export function encodeRawTermios(baudRate: number): Buffer {
  const termios = Buffer.alloc(44);
  termios.writeUInt32LE(CS8 | CREAD | CLOCAL | (SPEED_CODES[baudRate] ?? BOTHER), 8);
  termios.writeUInt8(1, 17 + VMIN);
  termios.writeUInt32LE(baudRate, 36);
  termios.writeUInt32LE(baudRate, 40);
  return termios;
}

/** Throws HostError ENOSYS without koffi or on a machine whose numbers are not known. */
export function bindTerminalCalls(): TerminalCalls {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch) || endianness() !== 'LE') {
    throw new HostError('ENOSYS', `serial lines on ${process.platform} ${process.arch}`);
  }
  const koffi = loadKoffi();
  const libc = loadLibc(koffi);
  const ioctlWithNumber = libc.func('ioctl', 'int', ['int', 'ulong', 'long']);
  const ioctlWithBytes = libc.func('ioctl', 'int', ['int', 'ulong', 'void *']);
  const flock = libc.func('flock', 'int', ['int', 'int']);
  const check = (result: unknown, call: string): void => {
    if (Number(result) < 0) throw new HostError(errnoName(koffi.errno()), call);
  };
  return {
    makeRaw: (fd, baudRate) => check(ioctlWithBytes(fd, TCSETS2, encodeRawTermios(baudRate)), 'TCSETS2'),
    claim(fd) {
      check(flock(fd, LOCK_EXCLUSIVE_NOW), 'flock');
      check(ioctlWithNumber(fd, TIOCEXCL, 0), 'TIOCEXCL');
    },
    release: (fd) => check(ioctlWithNumber(fd, TIOCNXCL, 0), 'TIOCNXCL'),
    discardInput: (fd) => check(ioctlWithNumber(fd, TCFLSH, TCIFLUSH), 'TCFLSH'),
  };
}
