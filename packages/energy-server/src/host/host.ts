// The port to the machine: all that the energy server may touch of it. Nothing here knows what energy is.

import type { Instant } from '../time/instant.ts';
import type { Program } from './program.ts';

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
  readonly modelRegisters: ModelRegisters;
  /** Who the energy server runs as. */
  readonly identity: Identity;
  /** How it was called. */
  readonly program: Program;
  /** CPU seconds of a process and all threads that it has had, as of the newest tick; null where only `procfs` tells them. */
  cpuSecondsOf(pid: number): number | null;
  /** Who is at the other end of the Unix socket with this descriptor; null where the system does not tell. */
  peerOf(fd: number): Peer | null;
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

/** Registers of processors that say how they are set up. */
export interface ModelRegisters {
  /** The register of this hardware thread. Throws HostError: ENOENT without the driver, EACCES or EPERM, EIO where there is none. */
  read(cpu: number, register: number): bigint;
}

/** Serial lines. A device is a name below `/dev` (or wherever `--path.dev` says), or an absolute path. */
export interface SerialPorts {
  /** The true path behind links. Throws HostError, ENOENT for example. */
  locate(device: string): string;
  /** Whether this process may use it, without opening it. Throws HostError: ENOENT, EACCES, … */
  check(device: string): void;
  /** The number of the group that owns it. Throws HostError. */
  groupOf(device: string): number;
  /**
   * Opens it raw, 8 data bits, no parity, one stop bit, no flow control, for nobody but us. Throws HostError; EBUSY when
   * somebody else uses it.
   */
  open(device: string, baudRate: number): SerialPort;
}

/** Never waits: whoever expects an answer looks again later, so that one waking up does for many lines. */
export interface SerialPort extends Disposable {
  /** Throws HostError; ENODEV when the line is gone, unplugged for example. */
  write(bytes: Uint8Array): void;
  /** What has arrived since the last look, mostly nothing; overwritten by the next call. Throws HostError as `write` does. */
  read(): Uint8Array;
  /** Discards what has arrived and was not read. Throws HostError as `write` does. */
  flush(): void;
}

/** What a native function takes; `bytes` is the address of a buffer, or null. */
export type NativeParameter = 'int32' | 'uint32' | 'uint64' | 'bytes';
export type NativeArgument = number | bigint | Uint8Array | null;

export interface SharedLibrary {
  /** The function of this name, which must return an int; null where the library has none. */
  find(name: string, parameters: readonly NativeParameter[]): NativeFunction | null;
  /** For many calls that are made again and again: a round of them costs about what one call costs. Throws HostError ENOSYS. */
  together(calls: readonly NativeCall[]): CallsTogether;
}

/** One call of a function that the library has; its buffers lie in a SharedArrayBuffer. */
export interface NativeCall {
  readonly name: string;
  readonly parameters: readonly NativeParameter[];
  readonly args: readonly NativeArgument[];
}

/** Calls made one after the other on a thread of their own, which is there until this is disposed of. */
export interface CallsTogether extends Disposable {
  /** Makes those of the calls that `indices` name; one round at a time. Rejects with HostError when the thread died. */
  run(indices: readonly number[]): Promise<Round>;
}

export interface Round {
  /** By call; null for one that was not wanted or not come to. */
  readonly outcomes: readonly (NativeOutcome | null)[];
  /** The call that has not come back for a tenth of a second; there is no further round then. Null mostly. */
  readonly stuck: { readonly index: number; readonly late: Promise<NativeOutcome> } | null;
}

export interface NativeOutcome {
  /** What the function returned. */
  readonly code: number;
  /** How long ago it did. */
  readonly ageMs: number;
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

export interface Peer {
  /** As our own /proc counts; 0 for a process that we cannot see, outside of our container. */
  readonly pid: number;
  readonly uid: number;
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
