// The topic `meters`: what each kind of source costs, what a big machine costs, and what one that hangs does to the others.

import {
  ipmiRead,
  nutRead,
  plugRead,
  redfishRead,
  wallMeterRead,
} from '../../packages/energy-server/bench/answer-reads.ts';
import type { BigMachineCost } from '../../packages/energy-server/bench/big-machine.ts';
import {
  amdCardRead,
  batteryRead,
  graceRead,
  jetsonRead,
  nvmlRead,
  powerMeterRead,
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
  ['hwmon, an ACPI power meter (a file)', powerMeterRead],
  ['hwmon, an AMD graphics card (two files: is it asleep, and its power)', amdCardRead],
  ['hwmon, a Jetson (two files a rail: volts and amperes)', jetsonRead],
  ['hwmon, NVIDIA Grace (a file a rail)', graceRead],
  ['battery (files)', batteryRead],
  ['wall meter (a pseudo-terminal)', wallMeterRead],
  ['plug, Shelly generation 2 (HTTP on loopback)', () => plugRead('shelly-2')],
  ['plug, Shelly generation 1 (HTTP on loopback)', () => plugRead('shelly-1')],
  ['plug, Tasmota (HTTP on loopback)', () => plugRead('tasmota')],
  ['plug, TP-Link Kasa (TCP on loopback)', () => plugRead('kasa')],
  ['IPMI (a library in the place of the kernel’s driver)', ipmiRead],
  ['Redfish (HTTPS on loopback)', redfishRead],
  ['UPS by NUT (TCP on loopback)', nutRead],
];

export async function metersReport(): Promise<Report> {
  const rows: Row[] = [];
  for (const [what, read] of sources) rows.push(rowOf(what, await read()));
  return { title: 'Reading the meters', how, rows: [...rows, ...(await bigRows())] };
}

const how = [
  `CPU time, user and kernel, of one read: in batches of 1,000, the middle one of seven. Wall meters, plugs, controllers and UPSes are
asked in the background: all CPU time of five seconds, divided by the answers, whose number is told. A plug (asked every second), IPMI and
NUT (two) or Redfish (five) would give too few of them: eight are asked side by side, by Redfish sixteen, each at its own pace and spread
evenly over it. What the process costs by itself is divided among them, so an answer of a single one costs more.`,
  `But for perf events and /proc/stat, what stands in parentheses takes the place of the hardware and its driver, so what those cost is not
told here. It answers at once and with few words, except to IPMI, where the answer is there after 20 ms, as a controller's may be, and is
looked for three times; the work of that library, and of the GPUs', is in the figure. By Redfish each question has a connection, a
handshake and a password of its own, as with a real controller.`,
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

/** A tenth of a beat: what nobody sees. */
const LATE_MS = 50;

function late(what: string, { lateMs, firstLateMs, beats }: BigMachineCost): Row {
  const beside = `of ${beats} beats; ${quantity(firstLateMs, 'ms')} before them`;
  return { what, value: lateMs, unit: 'ms', limit: LATE_MS, beside };
}

function rowOf(what: string, cost: ReadCost): Row {
  const common = { what, unit: 'µs', limit: null } as const;
  if ('obstacle' in cost) return { ...common, value: null, beside: cost.obstacle };
  const { micros, channels, answers } = cost;
  const each =
    channels === 1 ? '1 channel' : `${channels} channels, ${quantity(micros / channels, 'µs')} each`;
  const beside = answers === undefined ? each : `${each}; ${answers} answers`;
  return { ...common, value: micros, beside };
}
