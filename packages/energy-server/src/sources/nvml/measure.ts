// How a GPU is read: each way is tried once when it is opened, and the best that works is kept.

import type { NativeOutcome } from '../../host/host.ts';
import { FIELD, type FieldAnswer, type FieldRequest, FieldValues, SCOPE } from './field-values.ts';
import type { Gpu } from './gpu.ts';
import { sharedBytes } from './repeated-calls.ts';
import { CODE, check, isUnsupported, NvmlError } from './return-codes.ts';

/** The ways to read a GPU, by what they give. */
export type Way = 'energy' | 'instant power' | 'average power';

/** One way that works. */
export interface Measure {
  readonly way: Way;
  /** Whether the figure covers the module that the GPU shares with a processor. */
  readonly ofModule: boolean;
  /** Asks the driver once more. */
  ask(): Promise<NativeOutcome>;
  /** Joules since the driver was loaded, or watts: what the newest answer says, given its code. Throws NvmlError. */
  valueAfter(code: number): number;
}

const TRIED = [
  { field: FIELD.totalEnergy, scope: SCOPE.gpu },
  { field: FIELD.energy, scope: SCOPE.gpu },
  { field: FIELD.energy, scope: SCOPE.module },
  { field: FIELD.powerInstant, scope: SCOPE.gpu },
  { field: FIELD.powerInstant, scope: SCOPE.module },
] as const satisfies readonly FieldRequest[];

/** GPUs that share their module with a Grace processor: their plain counter is the whole module's (Zeus, pull request 172). */
const SUPERCHIP = /\bG[HB][23]00\b/;

/** A code and the way that it opens, in the order of preference. */
interface Candidate {
  readonly code: number;
  make(): Measure;
}

/**
 * The best way to read this GPU, as joules before watts now before watts averaged; null where it supports none. Throws NvmlError
 * where a better way may work another time, or only for somebody else.
 */
export async function chooseMeasure(gpu: Gpu): Promise<Measure | null> {
  let refused: NvmlError | null = null;
  for (const { code, make } of await candidatesOf(gpu)) {
    if (code === CODE.success) return make();
    if (code === CODE.noPermission || code === CODE.operatingSystem) refused ??= new NvmlError(code, 'power');
    else if (!isUnsupported(code)) throw new NvmlError(code, 'power');
  }
  if (refused !== null) throw refused;
  return null;
}

async function candidatesOf(gpu: Gpu): Promise<readonly Candidate[]> {
  const [plainField, energy, moduleEnergy, power, modulePower] = await tryFields(gpu);
  const counter = {
    code: await gpu.call('totalEnergy', Buffer.alloc(8)),
    make: () => energyByCall(gpu, false),
  };
  const average = {
    code: await gpu.call('powerUsage', Buffer.alloc(4)),
    make: () => averagePower(gpu, false),
  };
  const inModule = SUPERCHIP.test(gpu.name) || isSuccess(moduleEnergy) || isSuccess(modulePower);
  if (!inModule)
    return [
      counter,
      byField(gpu, plainField, 'energy', TRIED[0]),
      byField(gpu, energy, 'energy', TRIED[1]),
      byField(gpu, power, 'instant power', TRIED[3]),
      average,
    ];
  // What covers the GPU alone can stand beside the processor's own figure, so it comes first.
  return [
    ...(isWhole(energy, moduleEnergy) ? [] : [byField(gpu, energy, 'energy', TRIED[1])]),
    byField(gpu, power, 'instant power', TRIED[3]),
    byField(gpu, moduleEnergy, 'energy', TRIED[2]),
    { ...counter, make: () => energyByCall(gpu, true) },
    byField(gpu, modulePower, 'instant power', TRIED[4]),
    { ...average, make: () => averagePower(gpu, true) },
  ];
}

type Five<T> = readonly [T, T, T, T, T];

/** A library without field values lacks each of them. */
async function tryFields(gpu: Gpu): Promise<Five<FieldAnswer>> {
  try {
    const answers = await new FieldValues(gpu, TRIED).read();
    return answers as unknown as Five<FieldAnswer>;
  } catch (error) {
    if (!(error instanceof NvmlError)) throw error;
    const answer = { code: error.code, value: null };
    return [answer, answer, answer, answer, answer];
  }
}

/** A driver that does not tell scopes apart gives the same counter under both. */
function isWhole(energy: FieldAnswer, moduleEnergy: FieldAnswer): boolean {
  return energy.value !== null && moduleEnergy.value !== null && energy.value >= moduleEnergy.value;
}

function isSuccess({ code }: FieldAnswer): boolean {
  return code === CODE.success;
}

function byField(gpu: Gpu, { code }: FieldAnswer, way: Way, request: FieldRequest): Candidate {
  const make = (): Measure => {
    const values = new FieldValues(gpu, [request]);
    return {
      way,
      ofModule: request.scope === SCOPE.module,
      ask: () => values.ask(),
      valueAfter(code) {
        const [answer] = values.answersAfter(code);
        if (answer?.value == null) throw new NvmlError(answer?.code ?? CODE.unknown, way);
        return answer.value / 1000;
      },
    };
  };
  return { code, make };
}

function energyByCall(gpu: Gpu, ofModule: boolean): Measure {
  const millijoules = sharedBytes(8);
  return {
    way: 'energy',
    ofModule,
    ask: gpu.repeated('totalEnergy', millijoules),
    valueAfter(code) {
      check(code, 'energy');
      return Number(millijoules.readBigUInt64LE()) / 1000;
    },
  };
}

function averagePower(gpu: Gpu, ofModule: boolean): Measure {
  const milliwatts = sharedBytes(4);
  return {
    way: 'average power',
    ofModule,
    ask: gpu.repeated('powerUsage', milliwatts),
    valueAfter(code) {
      check(code, 'power');
      return milliwatts.readUInt32LE() / 1000;
    },
  };
}
