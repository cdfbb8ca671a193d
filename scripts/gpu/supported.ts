// What a GPU answers: each call once, with its return code.

import { FIELD, FieldValues, SCOPE } from '../../packages/energy-server/src/sources/nvml/field-values.ts';
import type { Gpu } from '../../packages/energy-server/src/sources/nvml/gpu.ts';
import { CODE, NvmlError } from '../../packages/energy-server/src/sources/nvml/return-codes.ts';

type Row = readonly [what: string, answer: string];

/** One row per call and per field in each scope. */
export async function supportedBy(gpu: Gpu): Promise<readonly Row[]> {
  const calls: readonly (readonly [string, Promise<number>])[] = [
    ['nvmlDeviceGetTotalEnergyConsumption', gpu.call('totalEnergy', Buffer.alloc(8))],
    ['nvmlDeviceGetPowerUsage', gpu.call('powerUsage', Buffer.alloc(4))],
    ['nvmlDeviceGetEnforcedPowerLimit', gpu.call('powerLimit', Buffer.alloc(4))],
    ['nvmlDeviceGetMigMode', gpu.call('migMode', Buffer.alloc(4), Buffer.alloc(4))],
    ['nvmlDeviceGetPciInfo_v3', gpu.call('pciInfo', Buffer.alloc(68))],
    ['nvmlDeviceGetProcessUtilization', gpu.call('processUtilisation', null, Buffer.alloc(4), 0n)],
  ];
  const rows: Row[] = [];
  for (const [name, code] of calls) rows.push([name, words(await code)]);
  return [...rows, ...(await fieldRows(gpu))];
}

async function fieldRows(gpu: Gpu): Promise<readonly Row[]> {
  const requests = Object.values(FIELD).flatMap((field) =>
    Object.values(SCOPE).map((scope) => ({ field, scope })),
  );
  const nameOf = ({ field, scope }: (typeof requests)[number]) =>
    `field ${field}, scope ${scope === SCOPE.gpu ? 'GPU' : 'module'}`;
  try {
    const answers = await new FieldValues(gpu, requests).read();
    return requests.map((request, at) => [nameOf(request), words(answers[at]?.code ?? CODE.unknown)]);
  } catch (error) {
    if (!(error instanceof NvmlError)) throw error;
    return [['nvmlDeviceGetFieldValues', words(error.code)]];
  }
}

function words(code: number): string {
  if (code === CODE.success) return 'yes';
  // Asked without a buffer, so this means that there is something to fetch.
  if (code === CODE.insufficientSize) return 'yes';
  return new NvmlError(code, 'call').message.replace(', call', '');
}
