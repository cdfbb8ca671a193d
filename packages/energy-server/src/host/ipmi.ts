// The machine's own management controller, through Linux's IPMI device. Nothing blocks: answers are fetched when they are there.

import { accessSync, closeSync, constants, openSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadKoffi } from './ffi.ts';
import { HostError, type IpmiDevice, type IpmiDevices, type IpmiMessage } from './host.ts';
import { bindIpmiCalls, type IpmiCalls } from './ipmi-calls.ts';
import { loadLibc } from './libc.ts';

/** A controller answers after 5 to 50 ms. */
const LOOK_EVERY_MS = 10;

/** Devices below `dev`. Nothing native is loaded before the first `open`; `library` stands in for the C library in tests. */
export function createIpmiDevices(dev: string, library: string | null = null): IpmiDevices {
  let calls: IpmiCalls | undefined;
  const fullPath = (device: string): string => (isAbsolute(device) ? device : join(dev, device));
  return {
    check: (device) =>
      attempt(fullPath(device), () => accessSync(fullPath(device), constants.R_OK | constants.W_OK)),
    open(device) {
      const path = fullPath(device);
      calls ??= bind(library);
      const fd = attempt(path, () => openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
      return new OpenController(fd, path, calls);
    },
  };
}

function bind(library: string | null): IpmiCalls {
  const koffi = loadKoffi();
  return bindIpmiCalls(koffi, library === null ? loadLibc(koffi) : koffi.load(library));
}

class OpenController implements IpmiDevice {
  readonly #fd: number;
  readonly #path: string;
  readonly #calls: IpmiCalls;
  #messageId = 0;
  #closed = false;

  constructor(fd: number, path: string, calls: IpmiCalls) {
    this.#fd = fd;
    this.#path = path;
    this.#calls = calls;
  }

  async ask(message: IpmiMessage, limitMs: number): Promise<Uint8Array> {
    const messageId = ++this.#messageId;
    this.#open(() => this.#calls.send(this.#fd, messageId, message));
    for (let waitedMs = 0; waitedMs < limitMs; waitedMs += LOOK_EVERY_MS) {
      const answer = this.#open(() => this.#calls.receive(this.#fd));
      if (answer?.messageId === messageId) return answer.data;
      // Another id: the answer to a question that nobody waits for any more.
      if (answer === null) await sleep(LOOK_EVERY_MS);
    }
    throw new HostError('ETIMEDOUT', this.#path);
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#fd);
  }

  #open<T>(call: () => T): T {
    if (this.#closed) throw new HostError('EBADF', this.#path);
    return call();
  }
}

function attempt<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    throw new HostError(code, path, { cause: error });
  }
}
