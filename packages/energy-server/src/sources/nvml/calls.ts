// NVML's functions as the library at hand has them, each looked up once and called on a thread of its own.

import {
  type CallsTogether,
  HostError,
  type NativeArgument,
  type NativeFunction,
  type NativeParameter,
  type SharedLibrary,
} from '../../host/host.ts';
import { Lanes } from './lanes.ts';
import { CODE } from './return-codes.ts';

/** A device handle is a pointer, which is passed like a whole number on all platforms that NVIDIA's driver runs on. */
const DEVICE = 'uint64';

interface NvmlFunctionInfo {
  /** The newest name first; libraries that lack it are asked for the next. */
  readonly names: readonly string[];
  readonly takes: readonly NativeParameter[];
}

/** Signatures of nvml.h 13.3. */
const FUNCTIONS = {
  init: { names: ['nvmlInit_v2', 'nvmlInit'], takes: [] },
  shutdown: { names: ['nvmlShutdown'], takes: [] },
  driverVersion: { names: ['nvmlSystemGetDriverVersion'], takes: ['bytes', 'uint32'] },
  count: { names: ['nvmlDeviceGetCount_v2', 'nvmlDeviceGetCount'], takes: ['bytes'] },
  handle: {
    names: ['nvmlDeviceGetHandleByIndex_v2', 'nvmlDeviceGetHandleByIndex'],
    takes: ['uint32', 'bytes'],
  },
  uuid: { names: ['nvmlDeviceGetUUID'], takes: [DEVICE, 'bytes', 'uint32'] },
  name: { names: ['nvmlDeviceGetName'], takes: [DEVICE, 'bytes', 'uint32'] },
  pciInfo: { names: ['nvmlDeviceGetPciInfo_v3'], takes: [DEVICE, 'bytes'] },
  totalEnergy: { names: ['nvmlDeviceGetTotalEnergyConsumption'], takes: [DEVICE, 'bytes'] },
  powerUsage: { names: ['nvmlDeviceGetPowerUsage'], takes: [DEVICE, 'bytes'] },
  powerLimit: { names: ['nvmlDeviceGetEnforcedPowerLimit'], takes: [DEVICE, 'bytes'] },
  fieldValues: { names: ['nvmlDeviceGetFieldValues'], takes: [DEVICE, 'int32', 'bytes'] },
  migMode: { names: ['nvmlDeviceGetMigMode'], takes: [DEVICE, 'bytes', 'bytes'] },
  // _v3 came with two layouts under one name (drivers 535.43 to 535.86), so _v2 first.
  computeProcesses: {
    names: [
      'nvmlDeviceGetComputeRunningProcesses_v2',
      'nvmlDeviceGetComputeRunningProcesses_v3',
      'nvmlDeviceGetComputeRunningProcesses',
    ],
    takes: [DEVICE, 'bytes', 'bytes'],
  },
  processUtilisation: {
    names: ['nvmlDeviceGetProcessUtilization'],
    takes: [DEVICE, 'bytes', 'bytes', 'uint64'],
  },
} as const satisfies Readonly<Record<string, NvmlFunctionInfo>>;

export type NvmlFunction = keyof typeof FUNCTIONS;

/** Threads that a driver which hangs may hold; Node has four, and needs one for itself. */
const LANES = 3;

/** A name under which the library has a function. */
interface Variant {
  readonly symbol: string;
  readonly call: NativeFunction;
}

export class NvmlCalls {
  readonly #library: SharedLibrary;
  readonly #found = new Map<NvmlFunction, Variant[]>();
  readonly #lanes = new Lanes(LANES);

  constructor(library: SharedLibrary) {
    this.#library = library;
  }

  /** The return code; `functionNotFound` where neither the library nor an older name has it. Never rejects for a code. */
  call(name: NvmlFunction, ...args: readonly NativeArgument[]): Promise<number> {
    return this.#lanes.through(() => this.#callNewest(this.#variants(name), args));
  }

  /** Prepares calls that are made again and again. Throws HostError, also where the library lacks one of the functions. */
  together(
    calls: readonly { readonly name: NvmlFunction; readonly args: readonly NativeArgument[] }[],
  ): CallsTogether {
    return this.#library.together(
      calls.map(({ name, args }) => ({ name: this.#symbol(name), parameters: FUNCTIONS[name].takes, args })),
    );
  }

  /** The name that is called now. */
  #symbol(name: NvmlFunction): string {
    const [newest] = this.#variants(name);
    if (newest === undefined) throw new HostError('ENOSYS', FUNCTIONS[name].names[0]);
    return newest.symbol;
  }

  /** A library may have a symbol and still answer that it has no such function: then the older one is taken from now on. */
  async #callNewest(variants: Variant[], args: readonly NativeArgument[]): Promise<number> {
    for (;;) {
      const [newest] = variants;
      if (newest === undefined) return CODE.functionNotFound;
      const code = await newest.call(...args);
      if (code !== CODE.functionNotFound || variants.length === 1) return code;
      if (variants[0] === newest) variants.shift();
    }
  }

  #variants(name: NvmlFunction): Variant[] {
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const { names, takes } = FUNCTIONS[name];
    const found = names.flatMap((symbol) => {
      const call = this.#library.find(symbol, takes);
      return call === null ? [] : { symbol, call };
    });
    this.#found.set(name, found);
    return found;
  }
}
