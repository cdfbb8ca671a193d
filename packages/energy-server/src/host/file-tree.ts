// A folder of small text files, read so that no file in it can hang, swell or crash the reader.

import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  read,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type FileTree, HostError, type OpenFile } from './host.ts';

/** More than any file of sysfs or procfs that we read: /proc/stat of 4,096 processors has about 0.5 MB. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** Holds any sysfs attribute (one page) in one read. */
const FIRST_BUFFER_BYTES = 8192;

/** Non-blocking, so that a pipe or a terminal in the place of a file cannot hang the reader or become its terminal. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * The tree below `root`. Bytes that are not UTF-8 become U+FFFD: a parser refuses them where they matter, and the strange
 * name of one process harms nobody.
 */
export function createFileTree(root: string): FileTree {
  const underWay = new Map<string, Promise<string>>();
  return {
    root,
    readText(path) {
      using file = openFile(root, path);
      return file.readText();
    },
    list(path) {
      try {
        return readdirSync(inside(root, path)).sort();
      } catch (error) {
        const failure = asHostError(error, join(root, path));
        if (failure.code === 'ENOENT' || failure.code === 'ENOTDIR') return [];
        throw failure;
      }
    },
    linkName(path) {
      const target = linkTarget(root, path);
      return target === null ? null : basename(target);
    },
    linkTarget: (path) => linkTarget(root, path),
    async readAside(path) {
      const full = inside(root, path);
      const reading = underWay.get(full) ?? readInOtherThread(full).finally(() => underWay.delete(full));
      underWay.set(full, reading);
      return reading;
    },
    open: (path) => openFile(root, path),
  };
}

function linkTarget(root: string, path: string): string | null {
  try {
    return readlinkSync(inside(root, path));
  } catch {
    return null; // Missing, no link, or not to be looked at: there is no name to tell.
  }
}

async function readInOtherThread(full: string): Promise<string> {
  try {
    await using file = await open(full, OPEN_FLAGS);
    refuseOddKinds(await file.stat(), full);
    return await file.readFile('utf8');
  } catch (error) {
    throw asHostError(error, full);
  }
}

function openFile(root: string, path: string): OpenFile {
  const full = inside(root, path);
  const fd = attempt(full, () => openSync(full, OPEN_FLAGS));
  try {
    const kind = attempt(full, () => fstatSync(fd));
    refuseOddKinds(kind, full);
    return new DescriptorFile(fd, full, kind.size > 0);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Reads from position 0 each time: sysfs and procfs make the text anew then. */
class DescriptorFile implements OpenFile {
  readonly #full: string;
  /** Sysfs names a size and gives all of an attribute in one read; procfs names none and may give a file in pieces. */
  readonly #atOnce: boolean;
  #fd: number | null;
  #reading: Promise<string> | null = null;
  #disposed = false;
  #buffer = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);

  constructor(fd: number, full: string, atOnce: boolean) {
    this.#fd = fd;
    this.#full = full;
    this.#atOnce = atOnce;
  }

  readText(): string {
    const fd = this.#disposed ? null : this.#fd;
    if (fd === null) throw new HostError('EBADF', this.#full);
    const length = attempt(this.#full, () => this.#fill(fd));
    return this.#buffer.toString('utf8', 0, length);
  }

  readAside(): Promise<string> {
    this.#reading ??= this.#readInOtherThread().finally(() => {
      this.#reading = null;
      if (this.#disposed) this.#close();
    });
    return this.#reading;
  }

  #readInOtherThread(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const fd = this.#disposed ? null : this.#fd;
    if (fd === null) return Promise.reject(new HostError('EBADF', this.#full));
    const buffer = Buffer.allocUnsafe(FIRST_BUFFER_BYTES);
    read(fd, buffer, 0, buffer.length, 0, (error, got) => {
      if (error !== null) reject(asHostError(error, this.#full));
      else resolve(buffer.toString('utf8', 0, got));
    });
    return promise;
  }

  #fill(fd: number): number {
    let length = 0;
    for (;;) {
      if (length === this.#buffer.length) this.#grow();
      const got = readSync(fd, this.#buffer, length, this.#buffer.length - length, length);
      length += got;
      if (got === 0 || (this.#atOnce && length < this.#buffer.length)) return length;
    }
  }

  #grow(): void {
    if (this.#buffer.length >= MAX_FILE_BYTES) throw new HostError('EFBIG', this.#full);
    const larger = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
    this.#buffer.copy(larger);
    this.#buffer = larger;
  }

  /** While another thread reads it stays open: its number would soon mean another file. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    if (this.#reading === null) this.#close();
  }

  #close(): void {
    if (this.#fd === null) return;
    closeSync(this.#fd);
    this.#fd = null;
  }
}

function refuseOddKinds(kind: Stats, full: string): void {
  if (kind.size > MAX_FILE_BYTES) throw new HostError('EFBIG', full);
  if (kind.isDirectory()) throw new HostError('EISDIR', full);
  if (!kind.isFile()) throw new HostError('EINVAL', full);
}

/** Symbolic links inside the tree are followed (sysfs is made of them); a path that climbs out of it is refused. */
function inside(root: string, path: string): string {
  if (path.startsWith('/') || path.includes('\0') || path.split('/').includes('..')) {
    throw new HostError('EINVAL', path);
  }
  return join(root, path);
}

function attempt<T>(subject: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw asHostError(error, subject);
  }
}

function asHostError(error: unknown, subject: string): HostError {
  if (error instanceof HostError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  return new HostError(code, subject, { cause: error });
}
