// The topic `meters`: what each kind of source costs, what a big machine costs, and what one that hangs does to the others.

import type { BigMachineCost } from '../../packages/energy-server/bench/big-machine.ts';
import {
  batteryRead,
  hwmonRead,
  nvmlRead,
  plugRead,
  wallMeterRead,
} from '../../packages/energy-server/bench/meter-reads.ts';
import {
  estimateRead,
  perfRead,
  powercapRead,
  type ReadCost,
} from '../../packages/energy-server/bench/reads.ts';
import { cannotBuild } from '../../packages/energy-server/test/fakes/nvml/fake-nvml.ts';
import { bigMachineAlone } from './big-machine.ts';
import { quantity, type Report, type Row } from './report.ts';

/** Of one core. */
const BIG_MACHINE_PERCENT = 1;

const sources: readonly (readonly [string, () => Promise<ReadCost>])[] = [
  ['RAPL through perf events (the msr PMU’s time stamp counter)', perfRead],
  ['RAPL through powercap (a file in memory)', powercapRead],
  ['estimate (this computer’s /proc/stat)', estimateRead],
  ['NVIDIA GPU (a library that answers at once)', nvmlRead],
  ['hwmon (an ACPI power meter in a file)', hwmonRead],
  ['battery (files)', batteryRead],
  ['wall meter (a pseudo-terminal)', wallMeterRead],
  ['plug (HTTP on loopback)', plugRead],
];

export async function metersReport(): Promise<Report> {
  const rows: Row[] = [];
  for (const [what, read] of sources) rows.push(rowOf(what, await read()));
  return { title: 'Reading the meters', how, rows: [...rows, ...(await bigRows())] };
}

const how = [
  `CPU time, user and kernel, of one read: in batches of 1,000, the middle one of seven. Wall meters and plugs are asked in the
background: all CPU time of five seconds, divided by the answers.`,
  `The big machine has 64 GPUs, 8 processor packages and 16 outlets on 8 wall meters at the interval that the factory set. It is
watched at two beats a second for two minutes, after as many beats in a row and three quarters of a minute of calm, in a process of its
own with Node as the bridge starts it. The fakes run in another process and do not count; the GPUs' library, which answers at once, does.`,
  `Beats are late by how far they lie behind their grid, counted from the most punctual one. The plug that hangs takes connections and
questions and never answers, a ninth wall meter no more than that, and from one GPU no call comes back. Beside what hangs it is watched
for half a minute, and the first two beats, in which a driver is given up, are told apart.`,
];

async function bigRows(): Promise<readonly Row[]> {
  const gpus = cannotBuild === null;
  const usual = await bigMachineAlone({ hanging: null, gpus });
  const without = gpus ? await bigMachineAlone({ hanging: null, gpus: false }) : null;
  const plug = await bigMachineAlone({ hanging: 'plug', gpus });
  const line = await bigMachineAlone({ hanging: 'line', gpus });
  const driver = gpus ? await bigMachineAlone({ hanging: 'driver', gpus }) : null;
  const percent = { unit: '%', limit: null } as const;
  const beside = without === null ? `without its GPUs: ${cannotBuild}` : '';
  const whole = { what: 'big machine, of one core', value: gpus ? usual.percent : null, beside };
  return [
    { ...percent, ...whole, limit: BIG_MACHINE_PERCENT },
    { ...percent, what: 'the same without its GPUs', value: (without ?? usual).percent, beside: '' },
    late('lateness of its beats (p99)', usual),
    late('the same beside a plug that hangs', plug),
    late('the same beside a wall meter that falls silent', line),
    ...(driver === null ? [] : [late('the same beside a GPU whose driver never comes back', driver)]),
  ];
}

function late(what: string, { lateMs, firstLateMs, beats }: BigMachineCost): Row {
  const beside = `of ${beats} beats; ${quantity(firstLateMs, 'ms')} before them`;
  return { what, value: lateMs, unit: 'ms', limit: null, beside };
}

function rowOf(what: string, cost: ReadCost): Row {
  const common = { what, unit: 'µs', limit: null } as const;
  if ('obstacle' in cost) return { ...common, value: null, beside: cost.obstacle };
  const { micros, channels } = cost;
  const beside = `${channels} ${channels === 1 ? 'channel' : `channels, ${quantity(micros / channels, 'µs')} each`}`;
  return { ...common, value: micros, beside };
}
