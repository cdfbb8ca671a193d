// The topics `beat` and `history`: parts of the energy server, measured in this process.

import { beatOfChannels, beatOfThisComputer } from '../../packages/energy-server/bench/beat.ts';
import { historyCost } from '../../packages/energy-server/bench/history.ts';
import { quantity, type Report, type Row, times } from './report.ts';
import { startSleepers } from './sleepers.ts';

const CHANNELS = [4, 16, 64, 256];
const PROCESSES = 400;

/** Rows without a number of the design. */
const free = { unit: 'µs', limit: null } as const;

export async function beatReport(): Promise<Report> {
  await beatOfChannels(16); // Not told: what follows finds its code compiled.
  const one = await beatOfChannels(1);
  const rows: Row[] = [{ what: '1 channel', value: one, ...free, beside: '' }];
  for (const channels of CHANNELS) {
    const value = await beatOfChannels(channels);
    const beside = `${times(value, one)} that of one; ${quantity(value / channels, 'µs')} a channel`;
    rows.push({ what: `${channels} channels`, value, ...free, beside });
  }
  const alone = await beatOfThisComputer();
  using _others = await startSleepers(PROCESSES);
  const among = await beatOfThisComputer();
  rows.push(
    { what: "this computer's own sources", value: alone, ...free, beside: '' },
    {
      what: `the same among ${PROCESSES} more processes`,
      value: among,
      ...free,
      beside: times(among, alone),
    },
  );
  return { title: 'One beat', how: beatHow, rows };
}

const beatHow = [
  `CPU time, user and kernel, of a beat from reading to the event that readers of the stream are sent: in batches of 98 to 400 beats in a
row, the middle one of seven. The channels are powercap packages in files in memory, read through the real file tree; the counters move.`,
  'The design wants it linear in channels and free of processes outside kernels: the ratios tell.',
];

export async function historyReport(): Promise<Report> {
  const cost = historyCost();
  const ms = { unit: 'ms', limit: null, beside: '' } as const;
  return {
    title: 'The history',
    how: [
      `A platform with a processor with cores, 24 hours at two beats a second; the middle of 50 questions of 600 points each. Memory is
what is allocated for points after garbage collection, divided by the ${cost.series} series.`,
    ],
    rows: [
      { what: 'power of 10 minutes', value: cost.powerOfTenMinutesMs, ...ms },
      { what: 'power of 24 hours', value: cost.powerOfADayMs, ...ms },
      { what: 'energy of 24 hours', value: cost.energyOfADayMs, ...ms },
      {
        what: 'memory of one series of 24 hours',
        value: cost.bytesPerSeries / 1000,
        unit: 'kB',
        limit: null,
        beside: '',
      },
    ],
  };
}
