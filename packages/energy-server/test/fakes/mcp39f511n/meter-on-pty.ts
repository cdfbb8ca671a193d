// A simulated meter at the far end of a real pseudo-terminal: plugged in, unplugged, plugged in again.

import { lstatSync, symlinkSync, unlinkSync } from 'node:fs';
import { FakeMeter } from './fake-meter.ts';
import { type Misbehaviour, type Sending, sendingsFor } from './misbehaviour.ts';
import { openPseudoTerminal, type PseudoTerminal } from './pseudo-terminal.ts';
import type { Setup } from './registers-image.ts';

export interface MeterOnPtyOptions {
  readonly setup?: Partial<Setup>;
  /** A link to the pseudo-terminal, whose own path changes at every plugging in. */
  readonly link?: string | null;
}

export class MeterOnPty implements Disposable {
  readonly meter: FakeMeter;
  /** May be exchanged at any time. */
  misbehaviours: readonly Misbehaviour[] = [];
  /** Answers to send next, in this order, whatever was asked; then the meter's own again. */
  readonly script: (readonly Uint8Array[])[] = [];
  /** When each request came, in milliseconds since the meter was switched on. */
  readonly requestTimesMs: number[] = [];
  readonly #link: string | null;
  readonly #startMs = performance.now();
  readonly #timers = new Set<NodeJS.Timeout>();
  #terminal: PseudoTerminal | null = null;

  constructor({ setup = {}, link = null }: MeterOnPtyOptions = {}) {
    this.meter = new FakeMeter(setup, () => this.nowMs());
    this.#link = link;
    this.plugIn();
  }

  /** Since it was switched on. */
  nowMs(): number {
    return performance.now() - this.#startMs;
  }

  /** What to open instead of a `/dev/ttyACM0`. */
  get path(): string {
    const path = this.#link ?? this.#terminal?.path;
    if (path === undefined) throw new Error('the meter is not plugged in');
    return path;
  }

  plugIn(): void {
    this.unplug();
    this.#terminal = openPseudoTerminal((bytes) => this.#heard(bytes));
    if (this.#link === null) return;
    // One that an earlier meter left behind, which was killed.
    if (lstatSync(this.#link, { throwIfNoEntry: false })?.isSymbolicLink()) unlinkSync(this.#link);
    symlinkSync(this.#terminal.path, this.#link);
  }

  unplug(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    if (this.#terminal === null) return;
    this.#terminal[Symbol.dispose]();
    this.#terminal = null;
    if (this.#link !== null) unlinkSync(this.#link);
  }

  /** Sends bytes that nobody asked for. */
  emit(bytes: Uint8Array): void {
    this.#terminal?.write(bytes);
  }

  [Symbol.dispose](): void {
    this.unplug();
  }

  #heard(bytes: Uint8Array): void {
    for (const answer of this.meter.hear(bytes)) {
      this.requestTimesMs.push(this.nowMs());
      const scripted = this.script.shift();
      const sendings = scripted
        ? scripted.map((part) => ({ bytes: part, afterMs: 0 }))
        : sendingsFor(this.misbehaviours, this.meter.requests, answer, bytes);
      this.#send(sendings);
    }
  }

  #send(sendings: readonly Sending[]): void {
    const [next, ...rest] = sendings;
    if (next === undefined) return;
    if (next.afterMs === 0) {
      this.emit(next.bytes);
      this.#send(rest);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.emit(next.bytes);
      this.#send(rest);
    }, next.afterMs);
    this.#timers.add(timer);
  }
}
