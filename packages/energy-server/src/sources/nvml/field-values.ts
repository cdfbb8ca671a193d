// Field values: several numbers of a GPU in one call, each with a type and a return code of its own.

import type { NativeOutcome } from '../../host/host.ts';
import type { Gpu } from './gpu.ts';
import { sharedBytes } from './repeated-calls.ts';
import { CODE, check } from './return-codes.ts';

/** Numbers of nvml.h: energies in mJ, powers in mW. */
export const FIELD = { totalEnergy: 83, powerInstant: 186, energy: 191 } as const;

/** What a figure covers: the GPU, or the module that it shares with a processor. */
export const SCOPE = { gpu: 0, module: 1 } as const;

export interface FieldRequest {
  readonly field: (typeof FIELD)[keyof typeof FIELD];
  readonly scope: (typeof SCOPE)[keyof typeof SCOPE];
}

/** `value` is null exactly where the code is not success: what the library left there means nothing. */
export interface FieldAnswer {
  readonly code: number;
  readonly value: number | null;
}

/** nvmlFieldValue_t. */
const ENTRY_BYTES = 40;
const AT = { field: 0, scope: 4, type: 24, code: 28, value: 32 } as const;

/** nvmlValueType_t, on 64-bit Linux, where an unsigned long has 8 bytes. */
const READERS: readonly ((bytes: Buffer, at: number) => number)[] = [
  (bytes, at) => bytes.readDoubleLE(at),
  (bytes, at) => bytes.readUInt32LE(at),
  (bytes, at) => Number(bytes.readBigUInt64LE(at)),
  (bytes, at) => Number(bytes.readBigUInt64LE(at)),
  (bytes, at) => Number(bytes.readBigInt64LE(at)),
  (bytes, at) => bytes.readInt32LE(at),
  (bytes, at) => bytes.readUInt16LE(at),
];

/** The same fields of one GPU, asked again and again in one buffer. */
export class FieldValues {
  readonly #ask: () => Promise<NativeOutcome>;
  readonly #count: number;
  readonly #bytes: Buffer;

  constructor(gpu: Gpu, requests: readonly FieldRequest[]) {
    this.#count = requests.length;
    this.#bytes = sharedBytes(ENTRY_BYTES * requests.length);
    this.#ask = gpu.repeated('fieldValues', this.#count, this.#bytes);
    for (const [index, { field, scope }] of requests.entries()) {
      this.#bytes.writeUInt32LE(field, index * ENTRY_BYTES + AT.field);
      this.#bytes.writeUInt32LE(scope, index * ENTRY_BYTES + AT.scope);
    }
  }

  /** Asks once more. */
  ask(): Promise<NativeOutcome> {
    // An entry that the library does not touch must not keep an older success.
    for (const start of this.#starts()) this.#bytes.writeInt32LE(CODE.unknown, start + AT.code);
    return this.#ask();
  }

  /** What the newest answer says: one answer per request. Throws NvmlError where the call as a whole failed. */
  answersAfter(code: number): readonly FieldAnswer[] {
    check(code, 'field values');
    return this.#starts().map((start) => this.#answerAt(start));
  }

  /** Asks, and tells what was answered. Throws NvmlError where the call as a whole fails. */
  async read(): Promise<readonly FieldAnswer[]> {
    return this.answersAfter((await this.ask()).code);
  }

  #answerAt(start: number): FieldAnswer {
    const code = this.#bytes.readInt32LE(start + AT.code);
    if (code !== CODE.success) return { code, value: null };
    const read = READERS[this.#bytes.readUInt32LE(start + AT.type)];
    if (read === undefined) return { code: CODE.notSupported, value: null };
    return { code, value: read(this.#bytes, start + AT.value) };
  }

  #starts(): readonly number[] {
    return Array.from({ length: this.#count }, (_, index) => index * ENTRY_BYTES);
  }
}
