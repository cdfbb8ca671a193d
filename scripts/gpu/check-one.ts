// Everything that is to be known of one GPU, as a section of the report.

import type { Host, SharedLibrary } from '../../packages/energy-server/src/host/host.ts';
import { FIELD, FieldValues, SCOPE } from '../../packages/energy-server/src/sources/nvml/field-values.ts';
import type { Gpu } from '../../packages/energy-server/src/sources/nvml/gpu.ts';
import { openGpu } from '../../packages/energy-server/src/sources/nvml/gpu-source.ts';
import { check, NvmlError } from '../../packages/energy-server/src/sources/nvml/return-codes.ts';
import { SourceError } from '../../packages/energy-server/src/sources/source.ts';
import { type Agreement, agreementOf } from './agreement.ts';
import { type Cost, costOf } from './cost.ts';
import { table } from './markdown.ts';
import { type Refresh, refreshOf } from './refresh.ts';
import { processStrides } from './strides.ts';
import { supportedBy } from './supported.ts';

const READS = 1_000;
/** At 100 ms, the slowest refresh that is known, 5 s show about 50 changes. */
const REFRESH_MS = 5_000;
const EVERY_MS = 10;

interface Readers {
  readonly [name: string]: () => Promise<number>;
}

/** Markdown, without a heading. `seconds`: how long counter and power are compared. */
export async function checkGpu(
  gpu: Gpu,
  library: SharedLibrary,
  host: Host,
  seconds: number,
): Promise<string> {
  const readers = readersOf(gpu);
  const parts = [
    await asSource(gpu, host),
    table(['call', 'answers'], await supportedBy(gpu)),
    await refreshes(readers, Math.min(REFRESH_MS, seconds * 1_000)),
    await agreements(readers, seconds),
    await costs(readers),
    table(['call for processes', 'length of an entry'], await processStrides(library, gpu.handle)),
  ];
  return parts.join('\n\n');
}

/** Joules and watts, by each way apart. */
function readersOf(gpu: Gpu): Readers {
  const joules = Buffer.alloc(8);
  const watts = Buffer.alloc(4);
  const field = (id: (typeof FIELD)[keyof typeof FIELD]) => {
    const values = new FieldValues(gpu, [{ field: id, scope: SCOPE.gpu }]);
    return async () => {
      const [answer] = await values.read();
      if (answer?.value == null) throw new NvmlError(answer?.code ?? 999, `field ${id}`);
      return answer.value / 1_000;
    };
  };
  return {
    'energy counter': async () => {
      check(await gpu.call('totalEnergy', joules), 'energy');
      return Number(joules.readBigUInt64LE()) / 1_000;
    },
    'field 83 (energy)': field(FIELD.totalEnergy),
    'field 186 (power now)': field(FIELD.powerInstant),
    'power usage': async () => {
      check(await gpu.call('powerUsage', watts), 'power');
      return watts.readUInt32LE() / 1_000;
    },
  };
}

async function asSource(gpu: Gpu, host: Host): Promise<string> {
  try {
    await using source = await openGpu(gpu, { id: 'nvml:check', label: gpu.name, oneOfSeveral: false }, host);
    const [channel] = source.channels;
    const told = `Read as a ${channel?.kind} of the domain \`${channel?.domain.replace(/gpu-.*/, 'gpu-…')}\`.`;
    return [told, ...source.notes].join(' ');
  } catch (error) {
    if (error instanceof SourceError) return `Not read: ${error.message}`;
    throw error;
  }
}

async function refreshes(readers: Readers, leastMs: number): Promise<string> {
  const rows = await forEach(readers, async (read) => refreshCells(await refreshOf(read, READS, leastMs)));
  return table(['number', 'reads', 'in s', 'changes', 'least ms between', 'median ms between'], rows);
}

function refreshCells({ reads, seconds, changes, leastMs, medianMs }: Refresh): readonly string[] {
  return [
    `${reads}`,
    seconds.toFixed(1),
    `${changes}`,
    leastMs?.toFixed(1) ?? '',
    medianMs?.toFixed(1) ?? '',
  ];
}

async function agreements(readers: Readers, seconds: number): Promise<string> {
  const { 'energy counter': readJoules, ...others } = readers;
  if (readJoules === undefined) return '';
  const powers = Object.fromEntries(Object.entries(others).filter(([name]) => name.includes('power')));
  const rows = await forEach(powers, async (readWatts) => {
    const found = await agreementOf(readJoules, readWatts, seconds, EVERY_MS);
    return found === null ? ['the counter did not move twice'] : agreementCells(found);
  });
  return table(['counter against', 's', 'counted J', 'integrated J', 'counter − integral', 'mean W'], rows);
}

function agreementCells({
  seconds,
  countedJoules,
  integratedJoules,
  meanWatts,
}: Agreement): readonly string[] {
  const deviation = ((countedJoules - integratedJoules) / integratedJoules) * 100;
  const percent = `${deviation < 0 ? '−' : '+'}${Math.abs(deviation).toFixed(2)} %`;
  return [
    seconds.toFixed(1),
    countedJoules.toFixed(1),
    integratedJoules.toFixed(1),
    percent,
    meanWatts.toFixed(1),
  ];
}

async function costs(readers: Readers): Promise<string> {
  const rows = await forEach(readers, async (read) => costCells(await costOf(read, READS)));
  return table(['call', 'calls', 'median µs', '99th percentile µs', 'processor µs'], rows);
}

function costCells({ calls, medianMicros, p99Micros, cpuMicros }: Cost): readonly string[] {
  return [`${calls}`, medianMicros.toFixed(0), p99Micros.toFixed(0), cpuMicros.toFixed(0)];
}

/** A row per reader; one that fails says why, and the others go on. */
async function forEach(
  readers: Readers,
  measure: (read: () => Promise<number>) => Promise<readonly string[]>,
): Promise<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for (const [name, read] of Object.entries(readers)) {
    try {
      rows.push([name, ...(await measure(read))]);
    } catch (error) {
      if (!(error instanceof NvmlError)) throw error;
      rows.push([name, error.message]);
    }
  }
  return rows;
}
