// Serial lines of Linux: opened, claimed and made raw by system call, read by Node's own event loop.

import { accessSync, closeSync, constants, fstatSync, openSync, realpathSync, writeSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { isatty, ReadStream } from 'node:tty';
import { HostError, type SerialListener, type SerialPort, type SerialPorts } from './host.ts';
import { bindTerminalCalls, type TerminalCalls } from './terminal-calls.ts';

/** Non-blocking, so that a missing carrier cannot hang the opening; NOCTTY, so that the line cannot send us signals. */
const OPEN_FLAGS = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY;

/** More than any answer of a meter; a longer one arrives in pieces. */
const READ_BYTES = 256;

/** Serial lines below `dev`. Nothing native is loaded before the first `open`. */
export function createSerialPorts(dev: string): SerialPorts {
  let calls: TerminalCalls | undefined;
  const fullPath = (device: string): string => (isAbsolute(device) ? device : join(dev, device));
  return {
    locate: (device) => attempt(fullPath(device), () => realpathSync(fullPath(device))),
    check: (device) =>
      attempt(fullPath(device), () => accessSync(fullPath(device), constants.R_OK | constants.W_OK)),
    open(device, baudRate, listener) {
      const path = fullPath(device);
      calls ??= bindTerminalCalls();
      const fd = attempt(path, () => openSync(path, OPEN_FLAGS));
      if (!isatty(fd)) {
        closeSync(fd);
        throw new HostError('ENOTTY', path);
      }
      return openLine(fd, path, baudRate, calls, listener);
    },
  };
}

function openLine(
  fd: number,
  path: string,
  baudRate: number,
  calls: TerminalCalls,
  listener: SerialListener,
): SerialPort {
  const line = new TerminalLine(fd, path, calls, listener);
  try {
    line.start(baudRate);
    return line;
  } catch (error) {
    line[Symbol.dispose]();
    throw error;
  }
}

class TerminalLine implements SerialPort {
  readonly #fd: number;
  readonly #rdev: number;
  readonly #path: string;
  readonly #calls: TerminalCalls;
  readonly #listener: SerialListener;
  readonly #stream: ReadStream;
  #cause: HostError | null = null;
  #closed = false;

  constructor(fd: number, path: string, calls: TerminalCalls, listener: SerialListener) {
    this.#fd = fd;
    this.#rdev = fstatSync(fd).rdev;
    this.#path = path;
    this.#calls = calls;
    this.#listener = listener;
    // libuv opens the device once more and lets `fd` mean the same opening: so this comes before the claim, which would refuse it.
    // Handed over in one buffer, without the queue of a stream, which costs three times as much as the reading itself.
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    const callback = (length: number): boolean => this.#arrived(buffer.subarray(0, length));
    // Node's types know of `onread` for sockets only; a terminal's stream is one and hands its options on.
    this.#stream = new ReadStream(fd, { onread: { buffer, callback } } as ConstructorParameters<
      typeof ReadStream
    >[1]);
  }

  start(baudRate: number): void {
    this.#stream.on('error', (error) => {
      this.#cause = asHostError(error, this.#path);
    });
    this.#stream.on('close', () => this.#hungUp());
    attempt(this.#path, () => this.#calls.claim(this.#fd));
    attempt(this.#path, () => this.#calls.makeRaw(this.#fd, baudRate));
    this.flush();
    this.#stream.resume();
  }

  write(bytes: Uint8Array): void {
    this.#refuseClosed();
    const written = attempt(this.#path, () => writeSync(this.#fd, bytes));
    // A line that takes no more bytes is stuck: no request of ours fills the kernel's buffer.
    if (written !== bytes.length) throw new HostError('EAGAIN', this.#path);
  }

  flush(): void {
    this.#refuseClosed();
    attempt(this.#path, () => this.#calls.discardInput(this.#fd));
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stream.destroy();
    this.#closeOwn();
  }

  /** Answers whether to go on reading. */
  #arrived(bytes: Uint8Array): boolean {
    if (!this.#closed) this.#listener.data(bytes);
    return true;
  }

  #hungUp(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closeOwn();
    this.#listener.closed(this.#cause ?? new HostError('ENODEV', this.#path));
  }

  #closeOwn(): void {
    if (!this.#owns()) return;
    try {
      this.#calls.release(this.#fd);
    } catch {
      // A line that was hung up knows no calls any more; with it the claim is gone.
    }
    closeSync(this.#fd);
  }

  /** Where libuv could not open the device once more it has closed `fd` itself, and the number may mean another file by now. */
  #owns(): boolean {
    try {
      return fstatSync(this.#fd).rdev === this.#rdev;
    } catch {
      return false; // EBADF: closed already.
    }
  }

  #refuseClosed(): void {
    if (this.#closed) throw this.#cause ?? new HostError('ENODEV', this.#path);
  }
}

function attempt<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw asHostError(error, path);
  }
}

function asHostError(error: unknown, path: string): HostError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  // A lock held by another program says "would block"; to us the line is busy.
  const busy = error instanceof HostError && error.subject === 'flock' && code === 'EAGAIN';
  return new HostError(busy ? 'EBUSY' : code, path, { cause: error });
}
