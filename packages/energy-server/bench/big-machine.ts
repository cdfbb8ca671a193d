// 64 GPUs, 8 packages and 16 outlets in a Station at two beats a second: what it costs, and how late beats are beside what hangs.

import { setTimeout as pause } from 'node:timers/promises';
import { createLinuxHost } from '../src/host/linux-host.ts';
import { ALL } from '../src/http/kernels-view.ts';
import { beatReply } from '../src/http/replies.ts';
import { drivers } from '../src/sources/drivers.ts';
import { Station } from '../src/station.ts';
import { type FakesAside, startFakes } from './fakes-aside.ts';
import { buildQuickNvml } from './quick-nvml.ts';

const BEAT_MS = 500;
/** As long as from one look for new sources to the next: enough to see who is late. */
const WATCHED_MS = 30_000;
/** What it costs is counted for four times as long: full garbage collections, about a minute apart, belong to it. */
const COUNTED_MS = 4 * WATCHED_MS;
const FIRST_BEATS = 2;
/** Until it is known what each GPU draws at rest, their processes are looked at too. */
const SETTLING_MS = 15_000;
const CHANNELS = 64 + 8 + 16;
/** Two minutes of being watched: what is measured is an energy server that has run for a while, not one that still compiles its code. */
const BEATS_BEFORE = 240;
/** Until what those beats in a row have left in memory is collected, and the meters, which they do not hasten, have been asked for a minute. */
const CALMING_MS = 45_000;

export interface BigMachineCost {
  /** Of one core. */
  readonly percent: number;
  /** How late beats are on their grid of 500 ms, beside the most punctual one: the 99th of a hundred. */
  readonly lateMs: number;
  /** How late was the latest of the first beats, which are no part of `lateMs`: in them what hangs is given up. */
  readonly firstLateMs: number;
  readonly beats: number;
}

/** What never answers from a moment before the watch begins: a plug, a wall meter more, the driver asked for one of the GPUs. */
export type Hanging = 'plug' | 'line' | 'driver';

/** Throws when channels are missing. */
export async function bigMachine({
  hanging,
  gpus = true,
}: {
  hanging: Hanging | null;
  gpus?: boolean;
}): Promise<BigMachineCost> {
  using nvml = gpus ? buildQuickNvml() : null;
  const silent = hanging === 'line' ? 1 : 0;
  const plugs = hanging === 'plug' ? 1 : 0;
  const fakesWanted = { packages: 8, boards: 8 + silent, plugs, silent, silentAfterMs: SETTLING_MS };
  await using fakes = await startFakes(fakesWanted);
  // Without processes: kernels that happen to run here are no part of it.
  const host = createLinuxHost({ sysfs: fakes.sysfs, procfs: `${fakes.sysfs}/no-processes`, dev: '/dev' });
  const options = optionsFor(fakes, nvml?.library ?? null);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  await using station = new Station({ host, drivers, options, simulated: null, finestMs: 0, log });
  await station.start();
  using _watch = station.watch();
  const times: number[] = [];
  using _event = station.onBeat(() => {
    times.push(performance.now());
    JSON.stringify(beatReply(station, station.kernelsFor(ALL)));
  });
  await pause(SETTLING_MS);
  const read = station.sources.reduce((sum, { channels }) => sum + channels.length, 0);
  const wanted = CHANNELS - (gpus ? 0 : 64);
  if (read < wanted) throw new Error(`${wanted} channels were to be read, and ${read} were`);
  for (let beat = 0; beat < BEATS_BEFORE; beat += 1) await station.mark();
  if (hanging === 'driver') await nvml?.hang(5);
  else if (hanging === null) await pause(CALMING_MS);
  times.length = 0;
  const [start, before] = [performance.now(), process.cpuUsage()];
  await pause(hanging === null ? COUNTED_MS : WATCHED_MS);
  const { user, system } = process.cpuUsage(before);
  const percent = (user + system) / 10 / (performance.now() - start);
  await nvml?.hang(null);
  const late = lateness(times);
  const settled = late.slice(FIRST_BEATS).sort((a, b) => a - b);
  return {
    percent,
    lateMs: settled[Math.ceil(settled.length * 0.99) - 1] ?? Number.NaN,
    firstLateMs: Math.max(...late.slice(0, FIRST_BEATS)),
    beats: settled.length,
  };
}

function optionsFor({ boards, plugs }: FakesAside, library: string | null): Record<string, unknown> {
  const outlets = { 1: { feeds: 'something else' }, 2: { feeds: 'something else' } };
  const given: Record<string, object> = {
    nvml: library === null ? { enabled: false } : { library },
    'wall-meter': { boards: boards.map((path) => ({ path, outlets })) },
    plug: { plugs: plugs.map((address) => ({ address, feeds: 'something else' })) },
  };
  return Object.fromEntries(drivers.map(({ kind, options }) => [kind, options.parse(given[kind] ?? {})]));
}

/** By beat, in milliseconds. */
function lateness(times: readonly number[]): readonly number[] {
  const onGrid = times.map((time, index) => time - index * BEAT_MS);
  const earliest = Math.min(...onGrid);
  return onGrid.map((time) => time - earliest);
}
