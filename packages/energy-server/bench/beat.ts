// What one beat costs: all channels read, metered, put into the history, and the event made that readers of the stream are sent.

import type { Host } from '../src/host/host.ts';
import { createLinuxHost } from '../src/host/linux-host.ts';
import { ALL } from '../src/http/kernels-view.ts';
import { beatReply } from '../src/http/replies.ts';
import { drivers } from '../src/sources/drivers.ts';
import { Station } from '../src/station.ts';
import { cpuMicroseconds } from './cost.ts';
import { PaperPackages } from './paper-packages.ts';

const REPETITIONS = 400;
/** Fewer where each is long. */
const REPETITIONS_OF_CHANNELS = 25_000;

/** CPU microseconds of a beat on a machine of files with so many packages, one channel each. */
export async function beatOfChannels(channels: number): Promise<number> {
  using machine = new PaperPackages(channels);
  const repetitions = Math.min(REPETITIONS, Math.ceil(REPETITIONS_OF_CHANNELS / channels));
  return await beatOf(hostAt(machine.sysfs), channels, repetitions, () => machine.advance());
}

/** CPU microseconds of a beat of what this very computer offers. */
export async function beatOfThisComputer(): Promise<number> {
  return await beatOf(hostAt('/sys'), null, REPETITIONS, () => {});
}

/** `channels`: so many must be read, or the figure would be one of something else; null = any number above 0. */
async function beatOf(
  host: Host,
  channels: number | null,
  repetitions: number,
  between: () => void,
): Promise<number> {
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const options = Object.fromEntries(drivers.map(({ kind, options }) => [kind, options.parse({})]));
  const setup = { host, drivers, options, simulated: null, finestMs: 0, log: silent };
  await using station = new Station(setup);
  await station.start();
  using _event = station.onBeat(() => JSON.stringify(beatReply(station, station.kernelsFor(ALL))));
  const micros = await cpuMicroseconds(repetitions, () => station.mark(), between);
  const read = station.history.latest()?.nodes.length ?? 0;
  if (read === 0 || read !== (channels ?? read))
    throw new Error(`${channels ?? 'some'} channels were to be read, and ${read} were`);
  return micros;
}

function hostAt(sysfs: string): Host {
  return createLinuxHost({ sysfs, procfs: '/proc', dev: '/dev' });
}
