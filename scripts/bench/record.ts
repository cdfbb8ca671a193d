// The topic `ledger`: the record on disk, measured in this process.

import { CHANNELS, KERNELS, ledgerCost } from '../../packages/energy-server/bench/ledger.ts';
import { quantity, type Report } from './report.ts';

export async function ledgerReport(): Promise<Report> {
  const cost = await ledgerCost();
  const ms = (what: string, value: number, limit: number | null) =>
    ({ what, value, unit: 'ms', limit, beside: '' }) as const;
  return {
    title: 'The ledger',
    how: [
      `A year of ${CHANNELS} channels, each also a part of the computer, of the total, and of ${KERNELS} kernels, other programs and idle, with
minutes for the last 30 days. Questions are answered as \`/v1/energy\` is, with all parts and shares and with nothing in memory: the
middle of 20 answers. The size is the whole file's, divided by all series that are in it.`,
      `Recording is the CPU time that the ledger adds to a beat of as many channels and kernels at two beats a second, with all that it
writes meanwhile: everything every five seconds, in one transaction.`,
    ],
    rows: [
      ms('a year by days of UTC', cost.yearByDayMs, 20),
      ms('a year by days of a time zone two hours away', cost.yearByLocalDayMs, 20),
      ms('a year at once', cost.yearAtOnceMs, 20),
      ms('a day by quarters of an hour', cost.dayByQuarterMs, 5),
      ms('a day by minutes', cost.dayByMinuteMs, null),
      {
        ...{ what: 'size of a channel and year', value: cost.bytesPerSeries / 1e6, unit: 'MB', limit: 5 },
        beside: `the part that it speaks for takes as much; the file: ${quantity(cost.fileBytes / 1e6, 'MB')}`,
      },
      {
        ...{ what: 'recording, a beat', value: cost.beatMicroseconds, unit: 'µs', limit: null },
        beside: `${((cost.beatMicroseconds * 2) / 1e4).toFixed(3)} % of one core`,
      },
    ],
  };
}
