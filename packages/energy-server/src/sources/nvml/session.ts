// NVML opened once and kept open: without a client some drivers unload, and their counters start anew.

import type { SharedLibrary } from '../../host/host.ts';
import { NvmlCalls } from './calls.ts';
import { Gpu, handleAt, nameOf, terminated, uuidOf } from './gpu.ts';
import { RepeatedCalls } from './repeated-calls.ts';
import { CODE, check, NvmlError } from './return-codes.ts';

/** NVML_SYSTEM_DRIVER_VERSION_BUFFER_SIZE. */
const VERSION_BYTES = 80;

/** A GPU that takes longer to say who it is shall not hide the others; it is found when it has answered. */
const PATIENCE_MS = 500;

/** What stands at one index: a GPU, or why it does not answer, with what was there before. */
export type Place =
  | { readonly index: number; readonly gpu: Gpu; readonly error: null }
  | { readonly index: number; readonly gpu: Gpu | null; readonly error: NvmlError };

export class NvmlSession {
  readonly #calls: NvmlCalls;
  readonly #repeated: RepeatedCalls;
  /** By UUID: a GPU that is found again is the same object, with its calls that never returned. */
  readonly #gpus = new Map<string, Gpu>();
  /** Looks that have not come back yet, by index: nobody is asked twice at a time. */
  readonly #looking = new Map<number, Promise<Place>>();
  #places: readonly Place[] = [];

  constructor(library: SharedLibrary) {
    this.#calls = new NvmlCalls(library);
    this.#repeated = new RepeatedCalls(this.#calls);
  }

  /** Throws NvmlError. May take seconds where the driver must wake first. */
  async start(): Promise<void> {
    check(await this.#calls.call('init'), 'init');
  }

  async stop(): Promise<void> {
    this.leave();
    await this.#calls.call('shutdown');
  }

  /** For a library that does not listen any more. */
  leave(): void {
    this.#repeated[Symbol.dispose]();
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
    const indices = Array.from({ length: count.readUInt32LE() }, (_, index) => index);
    const found = await Promise.all(indices.map((index) => this.#lookInTime(index)));
    const places = found.filter(({ error }) => error?.code !== CODE.gpuNotFound);
    this.#places = places;
    return places;
  }

  /** Whether some GPU answered at the last look. */
  get isAlive(): boolean {
    return this.#places.some(({ error }) => error === null);
  }

  /** Whether some GPU has not come back from a look. The library must not be closed under it. */
  get isWaiting(): boolean {
    return this.#looking.size > 0;
  }

  async #lookInTime(index: number): Promise<Place> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<Place>((resolve) => {
      timer = setTimeout(
        () => resolve(this.#failed(index, new NvmlError(CODE.timeout, 'handle'))),
        PATIENCE_MS,
      );
    });
    const looking =
      this.#looking.get(index) ?? this.#lookAt(index).finally(() => this.#looking.delete(index));
    this.#looking.set(index, looking);
    const place = await Promise.race([looking, tooLong]);
    clearTimeout(timer);
    return place;
  }

  async #lookAt(index: number): Promise<Place> {
    try {
      const handle = await handleAt(this.#calls, index);
      const uuid = await uuidOf(this.#calls, handle);
      const known = this.#gpus.get(uuid);
      const gpu =
        known?.handle === handle
          ? known
          : new Gpu(this.#calls, this.#repeated, uuid, await nameOf(this.#calls, handle), handle);
      this.#gpus.set(uuid, gpu);
      return { index, gpu, error: null };
    } catch (error) {
      if (!(error instanceof NvmlError)) throw error;
      return this.#failed(index, error);
    }
  }

  #failed(index: number, error: NvmlError): Place {
    const before = this.#places.find((place) => place.index === index)?.gpu ?? null;
    return { index, gpu: before, error };
  }
}
