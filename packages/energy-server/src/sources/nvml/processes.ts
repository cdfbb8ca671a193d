// Which processes compute on a GPU, and how much of it each of them used: what energy is divided by.

import type { NativeOutcome } from '../../host/host.ts';
import type { Gpu } from './gpu.ts';
import { sharedBytes } from './repeated-calls.ts';
import { CODE, check, isUnsupported, NvmlError } from './return-codes.ts';

export interface GpuProcess {
  /** As the host counts them, also inside a container: `host-pids.ts`. */
  readonly pid: number;
  /** Null where the driver does not know. */
  readonly memoryBytes: number | null;
}

/** What a process used of a GPU in one of the driver's sampling periods. */
export interface UtilisationSample {
  /** As the host counts them. */
  readonly pid: number;
  /** Microseconds since 1970, by the driver's clock. */
  readonly atUs: number;
  /** Time that its kernels ran, in percent of the period. */
  readonly smPercent: number;
  readonly memoryPercent: number;
}

/** nvmlProcessInfo_v1_t, _v2_t, and the 32 bytes that drivers 535.43 to 535.86 wrote. */
const STRIDES: readonly number[] = [16, 24, 32];
const MOST_STRIDE = 32;

/** Stands where the driver wrote nothing; no entry ends with it, since they end with the upper half of a small number or with ones. */
const UNTOUCHED = 0xa5;

/** nvmlProcessUtilizationSample_t. */
const SAMPLE_BYTES = 32;

/** The list may grow between the call that counts and the call that fetches. */
const MOST_TRIES = 5;
const SPARE = 4;

/**
 * Reads one GPU's processes, in buffers that grow as needed and are kept. Both questions answer null where the GPU or the driver
 * does not tell (virtual GPUs, GPUs divided by MIG), and throw NvmlError where the call failed.
 */
export class ProcessList {
  readonly #gpu: Gpu;
  readonly #count = sharedBytes(4);
  #entries = sharedBytes(SPARE * MOST_STRIDE);
  /** Fetches into these entries; null until they were filled once, by the name under which the library has the call. */
  #fetch: (() => Promise<NativeOutcome>) | null = null;
  #samples: Buffer = Buffer.alloc(0);
  #newestUs = 0n;
  /** Asked once: it changes only when the GPU is reset. */
  #divided: Promise<boolean> | null = null;

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
  }

  /** The processes that have a compute context now. */
  async computing(): Promise<readonly GpuProcess[] | null> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      this.#entries.fill(UNTOUCHED);
      this.#count.writeUInt32LE(this.#entries.length / MOST_STRIDE);
      const code = await this.#fetchProcesses();
      if (isUnsupported(code)) return null;
      const there = this.#count.readUInt32LE();
      if (code !== CODE.insufficientSize) {
        check(code, 'processes');
        this.#fetch ??= this.#gpu.repeated('computeProcesses', this.#count, this.#entries);
        return parseProcesses(this.#entries, there);
      }
      this.#entries = sharedBytes((there + SPARE) * MOST_STRIDE);
      this.#fetch = null;
    }
    throw new NvmlError(CODE.insufficientSize, 'processes');
  }

  /** What is newer than at the last call, oldest first; several samples per process are usual, none means that nothing is new. */
  async utilisation(): Promise<readonly UtilisationSample[] | null> {
    this.#divided ??= this.#gpu.isDivided();
    if (await this.#divided) return null;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      this.#count.writeUInt32LE(this.#samples.length / SAMPLE_BYTES);
      const buffer = orNull(this.#samples);
      const code = await this.#gpu.call('processUtilisation', buffer, this.#count, this.#newestUs);
      if (isUnsupported(code)) return null;
      if (code === CODE.notFound) return [];
      if (code !== CODE.insufficientSize) {
        check(code, 'process utilisation');
        return this.#newer(this.#count.readUInt32LE());
      }
      this.#samples = Buffer.alloc((this.#count.readUInt32LE() + SPARE) * SAMPLE_BYTES);
    }
    throw new NvmlError(CODE.insufficientSize, 'process utilisation');
  }

  async #fetchProcesses(): Promise<number> {
    if (this.#fetch !== null) return (await this.#fetch()).code;
    return await this.#gpu.call('computeProcesses', this.#count, this.#entries);
  }

  /** The driver repeats old samples and leaves empty ones. */
  #newer(there: number): readonly UtilisationSample[] {
    const known = Number(this.#newestUs);
    const newer = parseSamples(this.#samples, there)
      .filter(({ atUs }) => atUs > known)
      .sort((a, b) => a.atUs - b.atUs);
    this.#newestUs = BigInt(newer.at(-1)?.atUs ?? known);
    return newer;
  }
}

/**
 * `there` entries at the start of a buffer that was filled with 0xa5 before: how far it was written tells how long an entry is.
 * Throws NvmlError where that is no length known.
 */
export function parseProcesses(bytes: Buffer, there: number): readonly GpuProcess[] {
  if (there === 0) return [];
  const stride = strideOf(bytes, there);
  return Array.from({ length: there }, (_, index) => ({
    pid: bytes.readUInt32LE(index * stride),
    memoryBytes: memoryAt(bytes, index * stride + 8),
  }));
}

/** The length of one entry, in bytes. Throws NvmlError. */
export function strideOf(bytes: Buffer, there: number): number {
  const last = bytes.findLastIndex((byte) => byte !== UNTOUCHED);
  const stride = (last + 1) / there;
  if (!STRIDES.includes(stride)) throw new NvmlError(CODE.argumentVersionMismatch, 'processes');
  return stride;
}

/** All ones means unknown (NVML_VALUE_NOT_AVAILABLE), not 18 exabytes. */
function memoryAt(bytes: Buffer, at: number): number | null {
  const memory = bytes.readBigUInt64LE(at);
  return memory === 2n ** 64n - 1n ? null : Number(memory);
}

function parseSamples(bytes: Buffer, there: number): readonly UtilisationSample[] {
  return Array.from({ length: there }, (_, index) => {
    const start = index * SAMPLE_BYTES;
    return {
      pid: bytes.readUInt32LE(start),
      atUs: Number(bytes.readBigUInt64LE(start + 8)),
      smPercent: bytes.readUInt32LE(start + 16),
      memoryPercent: bytes.readUInt32LE(start + 20),
    };
  });
}

function orNull(bytes: Buffer): Buffer | null {
  return bytes.length === 0 ? null : bytes;
}
