// One opened GPU: a counter is read on the beat, a power is asked for often and integrated.

import type { Channel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import type { Host } from '../../host/host.ts';
import { openPolled } from '../polled-source.ts';
import { type EnergySource, SourceError } from '../source.ts';
import { sourceErrorOf } from './advice.ts';
import type { Gpu } from './gpu.ts';
import { ASK_MS, channelOf, type GpuIdentity, notCoveredBy, notesOf } from './gpu-channel.ts';
import { isAsleep, maySleep } from './gpu-sleep.ts';
import { chooseMeasure, type Measure } from './measure.ts';
import { NvmlError } from './return-codes.ts';

/** Throws SourceError. */
export async function openGpu(gpu: Gpu, identity: GpuIdentity, host: Host): Promise<EnergySource> {
  const measure = await throwingSourceErrors(() => chooseMeasure(gpu));
  if (measure === null)
    throw new SourceError(
      'This GPU tells neither energy nor power, as virtual GPUs and some laptops’ do: there is no figure for it.',
      'give-up',
    );
  const channel = await channelOf(gpu, identity, measure);
  const sleeper = await addressOfSleeper(gpu, host);
  const facts = {
    channels: [channel],
    notes: await notesOf(gpu, measure, sleeper !== null),
    notCovered: notCoveredBy(measure),
  };
  const take = () => takeReading(measure, channel, sleeper, host);
  if (measure.way === 'energy') return new CountingGpu(facts, take);
  return await openPolled({ ...facts, everyMs: ASK_MS[measure.way], ask: take, close() {} });
}

type Facts = Pick<EnergySource, 'channels' | 'notes' | 'notCovered'>;

class CountingGpu implements EnergySource {
  readonly channels: EnergySource['channels'];
  readonly notes: readonly string[];
  readonly notCovered: readonly string[];
  readonly read: () => Promise<readonly Reading[]>;

  constructor({ channels, notes, notCovered }: Facts, take: () => Promise<readonly Reading[]>) {
    this.channels = channels;
    this.notes = notes;
    this.notCovered = notCovered;
    this.read = take;
  }

  /** Nothing to let go of: the library stays open for the others, and for the next time. */
  async [Symbol.asyncDispose](): Promise<void> {}
}

/** The PCI address of a GPU that may be put to sleep; null for all others, which are read without looking. */
async function addressOfSleeper(gpu: Gpu, { sysfs }: Host): Promise<string | null> {
  const address = await gpu.pciAddress();
  return address !== null && (await maySleep(sysfs, address)) ? address : null;
}

/** One reading; none while it sleeps, which is a gap for a power and is made up for by a counter. Throws SourceError. */
async function takeReading(
  measure: Measure,
  { kind, id: channel }: Channel,
  sleeper: string | null,
  { clock, sysfs }: Host,
): Promise<readonly Reading[]> {
  if (sleeper !== null && (await isAsleep(sysfs, sleeper))) return [];
  const { value, ageMs } = await throwingSourceErrors(() => measure.read());
  const { timelineMs, wallMs } = clock.now();
  const at = { timelineMs: timelineMs - ageMs, wallMs: wallMs - ageMs };
  return kind === 'counter' ? [{ kind, channel, at, joules: value }] : [{ kind, channel, at, watts: value }];
}

async function throwingSourceErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof NvmlError ? sourceErrorOf(error) : error;
  }
}
