// The file of the record over time: opened when it is needed, closed when it fails, moved aside when it is broken, tried again.

import type { UnixMs } from '@jupyter-energy/contract';
import { type LedgerError, ledgerError } from './ledger-error.ts';
import { LedgerFile } from './ledger-file.ts';
import { copyBack, isWriteProtected, moveAside } from './moved-aside.ts';

export interface LedgerLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/** A disk that breaks every new file must not be filled with them. */
const MOVE_AGAIN_MS = 3_600_000;

/** Nothing here throws: a record that cannot be kept harms nobody but itself. */
export class LedgerStore implements Disposable {
  readonly path: string;
  readonly #log: LedgerLog;
  readonly #now: () => UnixMs;
  #file: LedgerFile | null = null;
  #reading: LedgerFile | null = null;
  #trouble: LedgerError | null = null;
  #moved: { readonly at: UnixMs; readonly note: string } | null = null;

  constructor(path: string, log: LedgerLog, now: () => UnixMs) {
    this.path = path;
    this.#log = log;
    this.#now = now;
  }

  /** Why it cannot be written at the moment; null where it can. */
  get trouble(): LedgerError | null {
    return this.#trouble;
  }

  /** What became of an earlier file; null where nothing did. */
  get movedAside(): string | null {
    return this.#moved?.note ?? null;
  }

  /** Null where it failed; it is tried once more with what was repaired. */
  write<T>(work: (file: LedgerFile) => T): T | null {
    for (const isLast of [false, true]) {
      try {
        const result = work(this.#opened());
        this.#becomeWell();
        return result;
      } catch (error) {
        const failure = ledgerError(error);
        if (failure.trouble !== 'busy' && failure.trouble !== 'full') this.#close();
        if (isLast || !this.#repair(failure)) {
          this.#becomeIll(failure);
          return null;
        }
      }
    }
    return null;
  }

  /** Null where there is nothing to read. */
  read<T>(work: (file: LedgerFile) => T): T | null {
    try {
      if (this.#file !== null) return work(this.#file);
      this.#reading ??= new LedgerFile(this.path, false);
      return work(this.#reading);
    } catch {
      this.#reading?.[Symbol.dispose]();
      this.#reading = null;
      return null;
    }
  }

  /** Tells, once, that what was written is not safe from a power cut. */
  notDurable(error: Error): void {
    this.#becomeIll(ledgerError(error));
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  #opened(): LedgerFile {
    if (this.#file?.isInPlace === false) {
      this.#log.warn({ file: this.path }, 'the record was taken away; another one is begun');
      this.#close();
    }
    this.#reading?.[Symbol.dispose]();
    this.#reading = null;
    this.#file ??= new LedgerFile(this.path, true);
    return this.#file;
  }

  #close(): void {
    this.#file?.[Symbol.dispose]();
    this.#reading?.[Symbol.dispose]();
    this.#file = null;
    this.#reading = null;
  }

  #repair({ trouble, message }: LedgerError): boolean {
    const why =
      trouble === 'corrupt' || (trouble === 'read-only' && isWriteProtected(this.path)) ? trouble : null;
    if (why === null || (this.#moved !== null && this.#now() - this.#moved.at < MOVE_AGAIN_MS)) return false;
    try {
      const aside = moveAside(this.path, why, new Date(this.#now()));
      if (why === 'read-only') copyBack(aside, this.path);
      const goesOn = why === 'read-only' ? 'goes on with a copy' : 'begins anew';
      this.#moved = {
        at: this.#now(),
        note: `The record ${goesOn}; the file before is ${aside}: ${message}.`,
      };
      this.#log.warn({ file: this.path, aside, reason: message }, `the record ${goesOn}`);
      return true;
    } catch {
      return false; // The folder may not be changed either.
    }
  }

  #becomeIll(failure: LedgerError): void {
    const isNew = failure.trouble !== this.#trouble?.trouble;
    this.#trouble = failure;
    if (isNew && failure.trouble !== 'busy')
      this.#log.warn({ file: this.path, reason: failure.message }, 'the record goes on in memory');
  }

  #becomeWell(): void {
    if (this.#trouble !== null && this.#trouble.trouble !== 'busy')
      this.#log.info({ file: this.path }, 'the record is kept on disk again, nothing is missing');
    this.#trouble = null;
  }
}
