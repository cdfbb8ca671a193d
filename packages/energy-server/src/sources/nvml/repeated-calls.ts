// Calls that are made again at every beat: those of many GPUs, asked for in the same turn, are made together, on one thread.

import { type CallsTogether, HostError, type NativeArgument, type NativeOutcome } from '../../host/host.ts';
import type { NvmlCalls, NvmlFunction } from './calls.ts';

/** A thread of their own costs 16 MB of memory; for fewer calls the threads do that are there anyway. */
const MANY = 8;

/** For a buffer of a repeated call, which several threads see. */
export function sharedBytes(length: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(length));
}

/** A call that is made again and again, always with the same arguments. */
export interface RepeatedCall {
  readonly name: NvmlFunction;
  readonly args: readonly NativeArgument[];
  /** Makes it by itself. */
  single(): Promise<number>;
}

interface Asked {
  readonly call: RepeatedCall;
  settle(outcome: NativeOutcome | Promise<NativeOutcome>): void;
}

interface Prepared {
  readonly together: CallsTogether;
  readonly indexOf: ReadonlyMap<RepeatedCall, number>;
}

export class RepeatedCalls implements Disposable {
  readonly #calls: NvmlCalls;
  /** They have held a thread for too long: from then on each is made by itself, where it holds up nobody. */
  readonly #slow = new Set<RepeatedCall>();
  #asked: Asked[] = [];
  /** What was made together the last time: energies and processes take turns, and one thread shall know both. */
  #before: readonly Asked[] = [];
  #turn: Promise<void> | null = null;
  #prepared: Prepared | null = null;

  constructor(calls: NvmlCalls) {
    this.#calls = calls;
  }

  /** Makes the call once more. */
  make(call: RepeatedCall): Promise<NativeOutcome> {
    if (this.#slow.has(call)) return alone(call);
    return new Promise((resolve) => {
      this.#asked.push({ call, settle: resolve });
      this.#nextTurn();
    });
  }

  /** Lets the thread end; calls that are made afterwards start another one. */
  [Symbol.dispose](): void {
    this.#prepared?.together[Symbol.dispose]();
    this.#prepared = null;
  }

  #nextTurn(): void {
    this.#turn ??= Promise.resolve()
      .then(() => this.#makeAll())
      .finally(() => {
        this.#turn = null;
        if (this.#asked.length > 0) this.#nextTurn();
      });
  }

  /** Never rejects. */
  async #makeAll(): Promise<void> {
    const asked = this.#asked;
    this.#asked = [];
    const left = asked.length < MANY ? asked : await this.#makeTogether(asked);
    for (const { call, settle } of left) settle(alone(call));
  }

  /** Answers those that could not be made so. */
  async #makeTogether(asked: readonly Asked[]): Promise<readonly Asked[]> {
    try {
      const { together, indexOf } = this.#preparedFor(asked);
      const indices = asked.map(({ call }) => indexOf.get(call) ?? -1);
      const { outcomes, stuck } = await together.run(indices);
      if (stuck !== null) this.#prepared = null;
      const left: Asked[] = [];
      for (const [at, one] of asked.entries()) {
        const index = indices[at] ?? -1;
        const outcome = outcomes[index];
        if (outcome != null) one.settle(outcome);
        else if (stuck?.index === index) this.#waitForSlow(one, stuck.late);
        else left.push(one);
      }
      return left;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.#prepared = null;
      return asked;
    }
  }

  #waitForSlow({ call, settle }: Asked, late: Promise<NativeOutcome>): void {
    this.#slow.add(call);
    settle(late);
  }

  #preparedFor(asked: readonly Asked[]): Prepared {
    const [prepared, before] = [this.#prepared, this.#before];
    this.#before = asked;
    if (prepared !== null && asked.every(({ call }) => prepared.indexOf.has(call))) return prepared;
    prepared?.together[Symbol.dispose]();
    const calls = [...new Set([...before, ...asked].map(({ call }) => call))].filter(
      (call) => !this.#slow.has(call),
    );
    const indexOf = new Map(calls.map((call, index) => [call, index]));
    this.#prepared = { together: this.#calls.together(calls), indexOf };
    return this.#prepared;
  }
}

async function alone(call: RepeatedCall): Promise<NativeOutcome> {
  return { code: await call.single(), ageMs: 0 };
}
