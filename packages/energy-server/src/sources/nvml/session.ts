// NVML opened once and kept open: without a client some drivers unload, and their counters start anew.

import type { SharedLibrary } from '../../host/host.ts';
import { NvmlCalls } from './calls.ts';
import { Gpu, handleAt, nameOf, terminated, uuidOf } from './gpu.ts';
import { CODE, check, NvmlError } from './return-codes.ts';

/** NVML_SYSTEM_DRIVER_VERSION_BUFFER_SIZE. */
const VERSION_BYTES = 80;

/** What stands at one index: a GPU, or why it does not answer, with what was there before. */
export type Place =
  | { readonly index: number; readonly gpu: Gpu; readonly error: null }
  | { readonly index: number; readonly gpu: Gpu | null; readonly error: NvmlError };

export class NvmlSession {
  readonly #calls: NvmlCalls;
  /** By UUID: a GPU that is found again is the same object, with its calls that never returned. */
  readonly #gpus = new Map<string, Gpu>();
  #places: readonly Place[] = [];

  constructor(library: SharedLibrary) {
    this.#calls = new NvmlCalls(library);
  }

  /** Throws NvmlError. May take seconds where the driver must wake first. */
  async start(): Promise<void> {
    check(await this.#calls.call('init'), 'init');
  }

  async stop(): Promise<void> {
    await this.#calls.call('shutdown');
  }

  /** Null where it is not told. */
  async driverVersion(): Promise<string | null> {
    const text = Buffer.alloc(VERSION_BYTES);
    const code = await this.#calls.call('driverVersion', text, VERSION_BYTES);
    return code === CODE.success ? terminated(text) : null;
  }

  /** All GPUs, the broken ones among them. Throws NvmlError where the library as a whole fails. */
  async look(): Promise<readonly Place[]> {
    const count = Buffer.alloc(4);
    check(await this.#calls.call('count', count), 'count');
    const places: Place[] = [];
    for (let index = 0; index < count.readUInt32LE(); index++) {
      const place = await this.#lookAt(index);
      if (place.error?.code !== CODE.gpuNotFound) places.push(place);
    }
    this.#places = places;
    return places;
  }

  /** Whether some GPU answered at the last look. */
  get isAlive(): boolean {
    return this.#places.some(({ error }) => error === null);
  }

  async #lookAt(index: number): Promise<Place> {
    try {
      const handle = await handleAt(this.#calls, index);
      const uuid = await uuidOf(this.#calls, handle);
      const known = this.#gpus.get(uuid);
      const gpu =
        known?.handle === handle
          ? known
          : new Gpu(this.#calls, uuid, await nameOf(this.#calls, handle), handle);
      this.#gpus.set(uuid, gpu);
      return { index, gpu, error: null };
    } catch (error) {
      if (!(error instanceof NvmlError)) throw error;
      const before = this.#places.find((place) => place.index === index)?.gpu ?? null;
      return { index, gpu: before, error };
    }
  }
}
