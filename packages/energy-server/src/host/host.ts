// The port to the machine: all that the energy server may touch of it. Nothing here knows what energy is.

import type { Instant } from '../time/instant.ts';

/** The machine, or a folder that looks like one. */
export interface Host {
  /** Mounted at `/sys`, or wherever `--path.sysfs` says. */
  readonly sysfs: FileTree;
  /** Mounted at `/proc`, or wherever `--path.procfs` says. */
  readonly procfs: FileTree;
  /** Mounted at `/etc`, or wherever `--path.etc` says. */
  readonly etc: FileTree;
  readonly clock: Clock;
  readonly perfEvents: PerfEvents;
  readonly serialPorts: SerialPorts;
  readonly ipmi: IpmiDevices;
  /** Who the energy server runs as. */
  readonly identity: Identity;
  /**
   * Loads a native library, by name or by path. Throws HostError: ENOENT, ELIBBAD (it cannot be loaded), ENOSYS (the native part
   * of the energy server is missing).
   */
  openLibrary(file: string): SharedLibrary;
}

/** A read-only tree of small text files. Paths are relative to the root, without a leading slash. */
export interface FileTree {
  readonly root: string;
  /** The whole text. Throws HostError. */
  readText(path: string): string;
  /** Names in a folder, sorted; empty when there is no such folder. Throws HostError when it may not be listed. */
  list(path: string): readonly string[];
  /** The last name in what a symbolic link points to: a device's own name, from its `device` link. Null where there is no link. */
  linkName(path: string): string | null;
  /** All of what a symbolic link points to, as it stands there. Null where there is no link. */
  linkTarget(path: string): string | null;
  /**
   * The whole text, read in another thread: for drivers that may take their time. A file that is being read already is not read
   * twice. Rejects with HostError.
   */
  readAside(path: string): Promise<string>;
  /** Keeps the file open, for a file that is read at every beat. Throws HostError. */
  open(path: string): OpenFile;
}

export interface OpenFile extends Disposable {
  /** The text as it is now. Throws HostError. */
  readText(): string;
  /** The same, read in another thread, of a file that fits into one read (8 KiB; sysfs has 4). Rejects with HostError. */
  readAside(): Promise<string>;
}

export interface Clock {
  now(): Instant;
  /** How long the machine has been asleep since the clock was made; it grows when the machine wakes up. */
  sleptMs(): number;
}

export interface PerfEvents {
  /** Opens a system-wide counting event on one CPU (`pid` -1). Throws HostError. */
  open(type: number, config: number, cpu: number): PerfCounter;
}

export interface PerfCounter extends Disposable {
  /** The count since it was opened; exact to 2^53, beyond that to 1 in 2^53. Throws HostError. */
  read(): number;
}

/** Serial lines. A device is a name below `/dev` (or wherever `--path.dev` says), or an absolute path. */
export interface SerialPorts {
  /** The true path behind links. Throws HostError, ENOENT for example. */
  locate(device: string): string;
  /** Whether this process may use it, without opening it. Throws HostError: ENOENT, EACCES, … */
  check(device: string): void;
  /**
   * Opens it raw, 8 data bits, no parity, one stop bit, no flow control, for nobody but us. Throws HostError; EBUSY when
   * somebody else uses it.
   */
  open(device: string, baudRate: number, listener: SerialListener): SerialPort;
}

export interface SerialListener {
  /** Bytes, as soon as they have arrived. */
  data(bytes: Uint8Array): void;
  /** The line is gone, unplugged for example. Called once, never after dispose. */
  closed(reason: HostError): void;
}

export interface SerialPort extends Disposable {
  /** Throws HostError. */
  write(bytes: Uint8Array): void;
  /** Discards what has arrived and was not handed over yet. Throws HostError. */
  flush(): void;
}

/** What a native function takes; `bytes` is the address of a buffer, or null. */
export type NativeParameter = 'int32' | 'uint32' | 'uint64' | 'bytes';
export type NativeArgument = number | bigint | Uint8Array | null;

export interface SharedLibrary {
  /** The function of this name, which must return an int; null where the library has none. */
  find(name: string, parameters: readonly NativeParameter[]): NativeFunction | null;
}

/** Runs on a thread of its own, since a driver may hang, and resolves with what it returned; it costs about 20 µs. */
export type NativeFunction = (...args: readonly NativeArgument[]) => Promise<number>;

/** Management controllers of this machine. A device is a name below `/dev` (or wherever `--path.dev` says), or an absolute path. */
export interface IpmiDevices {
  /** Whether this process may use it, without opening it. Throws HostError: ENOENT, EACCES, … */
  check(device: string): void;
  /** Throws HostError; ENOSYS without koffi or on a machine whose calls are not known. */
  open(device: string): IpmiDevice;
}

export interface IpmiMessage {
  /** Network function of the request: 0x2c for a group extension such as DCMI. */
  readonly netFn: number;
  readonly command: number;
  readonly data: Uint8Array;
}

export interface IpmiDevice extends Disposable {
  /** The controller's answer, completion code first. Rejects with HostError; ETIMEDOUT where none came within `limitMs`. */
  ask(message: IpmiMessage, limitMs: number): Promise<Uint8Array>;
}

export interface Identity {
  readonly uid: number;
  /** Effective capabilities by name, for example `CAP_PERFMON`. */
  readonly capabilities: ReadonlySet<string>;
}

/** What the machine refused, by errno name: `EACCES`, `ENOENT`, `EIO`, `EINVAL`, `ENOSYS`, … */
export class HostError extends Error {
  override readonly name = 'HostError';
  readonly code: string;
  /** The file or the call. */
  readonly subject: string;

  constructor(code: string, subject: string, options?: ErrorOptions) {
    super(`${code}: ${subject}`, options);
    this.code = code;
    this.subject = subject;
  }
}
