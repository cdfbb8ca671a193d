// One GPU as NVML shows it: its identity, and calls to it one after the other.

import type { Watts } from '@jupyter-energy/contract';
import type { NativeArgument, NativeOutcome } from '../../host/host.ts';
import type { NvmlCalls, NvmlFunction } from './calls.ts';
import { Lanes } from './lanes.ts';
import type { RepeatedCalls } from './repeated-calls.ts';
import { CODE, check } from './return-codes.ts';

/** NVML_DEVICE_UUID_V2_BUFFER_SIZE and NVML_DEVICE_NAME_V2_BUFFER_SIZE. */
const TEXT_BYTES = 96;

/** sizeof(nvmlPciInfo_t), and where its longer busId (32 bytes) begins. */
const PCI_BYTES = 68;
const BUS_ID_AT = 36;

/** A handle of the GPU with this index. Throws NvmlError. */
export async function handleAt(calls: NvmlCalls, index: number): Promise<bigint> {
  const handle = Buffer.alloc(8);
  check(await calls.call('handle', index, handle), 'handle');
  return handle.readBigUInt64LE();
}

/** `GPU-<uuid>`. Throws NvmlError. */
export async function uuidOf(calls: NvmlCalls, handle: bigint): Promise<string> {
  return await textOf(calls, 'uuid', handle);
}

/** The product's name; a plain word where it has none. */
export async function nameOf(calls: NvmlCalls, handle: bigint): Promise<string> {
  const name = await textOf(calls, 'name', handle).catch(() => '');
  return name === '' ? 'NVIDIA GPU' : name;
}

export class Gpu {
  readonly uuid: string;
  readonly name: string;
  readonly handle: bigint;
  readonly #calls: NvmlCalls;
  readonly #repeated: RepeatedCalls;
  /** A GPU that hangs holds one thread, however often it is asked. */
  readonly #lane = new Lanes(1);

  constructor(calls: NvmlCalls, repeated: RepeatedCalls, uuid: string, name: string, handle: bigint) {
    this.#calls = calls;
    this.#repeated = repeated;
    this.uuid = uuid;
    this.name = name;
    this.handle = handle;
  }

  /** The return code. The first argument, the GPU itself, is added. */
  call(name: NvmlFunction, ...args: readonly NativeArgument[]): Promise<number> {
    return this.#lane.through(() => this.#calls.call(name, this.handle, ...args));
  }

  /** The same call for every beat: each use makes it once more. The first argument is added; buffers are `sharedBytes`. */
  repeated(name: NvmlFunction, ...args: readonly NativeArgument[]): () => Promise<NativeOutcome> {
    const call = { name, args: [this.handle, ...args], single: () => this.call(name, ...args) };
    return () => this.#repeated.make(call);
  }

  /** The power that it is held to now; null where nobody says. */
  async limitWatts(): Promise<Watts | null> {
    const milliwatts = Buffer.alloc(4);
    const code = await this.call('powerLimit', milliwatts);
    const watts = milliwatts.readUInt32LE() / 1000;
    return code === CODE.success && watts > 0 ? watts : null;
  }

  /** Whether it is divided into instances (MIG); GPUs that cannot be answer "not supported". */
  async isDivided(): Promise<boolean> {
    const current = Buffer.alloc(4);
    const code = await this.call('migMode', current, Buffer.alloc(4));
    return code === CODE.success && current.readUInt32LE() === 1;
  }

  /** As sysfs names it, `0000:01:00.0`; null where nobody says. */
  async pciAddress(): Promise<string | null> {
    const info = Buffer.alloc(PCI_BYTES);
    if ((await this.call('pciInfo', info)) !== CODE.success) return null;
    const address = /^0*([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(
      terminated(info.subarray(BUS_ID_AT)),
    );
    return address?.[1]?.toLowerCase() ?? null;
  }
}

async function textOf(calls: NvmlCalls, name: 'uuid' | 'name', handle: bigint): Promise<string> {
  const text = Buffer.alloc(TEXT_BYTES);
  check(await calls.call(name, handle, text, TEXT_BYTES), name);
  return terminated(text);
}

/** Text up to the first zero byte. */
export function terminated(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end).trim();
}
