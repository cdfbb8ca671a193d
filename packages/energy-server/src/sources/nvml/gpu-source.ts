// One opened GPU: a counter is read on the beat, a power is asked for often and integrated.

import { gpuDomain, MACHINE, type Milliseconds } from '@jupyter-energy/contract';
import type { Channel, CounterChannel, GaugeChannel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import type { Clock } from '../../host/host.ts';
import { longestGapMs, openPolled } from '../polled-source.ts';
import { type EnergySource, SourceError } from '../source.ts';
import { sourceErrorOf } from './advice.ts';
import type { Gpu } from './gpu.ts';
import { chooseMeasure, type Measure } from './measure.ts';
import { NvmlError } from './return-codes.ts';

/** No card is allowed more today (GB300 modules: 2.9 kW); for GPUs that do not tell their limit. */
const UNKNOWN_LIMIT_WATTS = 3_000;

/** Peaks of some milliseconds exceed the limit that a card is held to on average. */
const PEAK = 2;

/**
 * Counters move every 20 to 100 ms (Alumet, Zeus), so two readings a few milliseconds apart can show the energy of 100 ms: that is
 * no spike. Beats are 10 ms apart at the least.
 */
const CEILING = 10 * PEAK;

/** Fast enough for the instant power of a GPU, which changes with every kernel that it runs. */
const INSTANT_MS = 50;

/** Half of the second over which the driver averages. */
const AVERAGE_MS = 500;

/** Which GPU, under which name. */
export interface GpuIdentity {
  readonly id: string;
  readonly label: string;
  /** Whether this machine has other GPUs too. */
  readonly oneOfSeveral: boolean;
}

/** Throws SourceError. */
export async function openGpu(gpu: Gpu, identity: GpuIdentity, clock: Clock): Promise<EnergySource> {
  const measure = await throwingSourceErrors(() => chooseMeasure(gpu));
  if (measure === null)
    throw new SourceError(
      'This GPU tells neither energy nor power, as virtual GPUs and some laptops’ do: there is no figure for it.',
      'give-up',
    );
  const limitWatts = (await gpu.limitWatts()) ?? UNKNOWN_LIMIT_WATTS;
  const face = faceOf(gpu, identity, measure);
  const notes = notesOf(gpu, measure, await gpu.isDivided());
  const notCovered = measure.ofModule ? BESIDE_MODULE : [];
  if (measure.way === 'energy') {
    const bounds = { wrapsAt: null, maxWatts: PEAK * limitWatts, ceilingWatts: CEILING * limitWatts };
    return new CountingGpu({ ...face, kind: 'counter', ...bounds }, notes, notCovered, measure, clock);
  }
  const everyMs = measure.way === 'instant power' ? INSTANT_MS : AVERAGE_MS;
  const gauge: GaugeChannel = { ...face, kind: 'gauge', maxGapMs: longestGapMs(everyMs) };
  return await openPolled(pollable(gauge, notes, notCovered, everyMs, measure, clock));
}

class CountingGpu implements EnergySource {
  readonly channels: readonly Channel[];
  readonly notes: readonly string[];
  readonly notCovered: readonly string[];
  readonly #measure: Measure;
  readonly #clock: Clock;
  readonly #id: string;

  constructor(
    channel: CounterChannel,
    notes: readonly string[],
    notCovered: readonly string[],
    measure: Measure,
    clock: Clock,
  ) {
    this.channels = [channel];
    this.#id = channel.id;
    this.notes = notes;
    this.notCovered = notCovered;
    this.#measure = measure;
    this.#clock = clock;
  }

  async read(): Promise<readonly Reading[]> {
    const joules = await throwingSourceErrors(() => this.#measure.read());
    return [{ kind: 'counter', channel: this.#id, at: this.#clock.now(), joules }];
  }

  /** Nothing to let go of: the library stays open for the others, and for the next time. */
  async [Symbol.asyncDispose](): Promise<void> {}
}

function pollable(
  channel: GaugeChannel,
  notes: readonly string[],
  notCovered: readonly string[],
  everyMs: Milliseconds,
  measure: Measure,
  clock: Clock,
): Parameters<typeof openPolled>[0] {
  return {
    channels: [channel],
    notes,
    notCovered,
    everyMs,
    async ask() {
      const watts = await throwingSourceErrors(() => measure.read());
      return [{ kind: 'gauge', channel: channel.id, at: clock.now(), watts }];
    },
    close() {},
  };
}

async function throwingSourceErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof NvmlError ? sourceErrorOf(error) : error;
  }
}

const BESIDE_MODULE = ['disks', 'network', 'fans', "the power supply's own loss"];

/**
 * A module contains both processor and GPU, so nothing smaller than the machine contains it, as with hwmon's figure of the same
 * module; where there are several, none of them is the whole of it.
 */
function faceOf(gpu: Gpu, { id, label, oneOfSeveral }: GpuIdentity, { ofModule }: Measure) {
  const face = { id, label, basis: 'measured', relativeError: null } as const;
  const ownDomain = gpuDomain(gpu.uuid.replace(/^GPU-/, ''));
  if (!ofModule) return { ...face, domain: ownDomain };
  const module = { ...face, label: `${label} (whole module)` };
  if (!oneOfSeveral) return { ...module, domain: MACHINE };
  return {
    ...module,
    domain: ownDomain,
    distrusted: 'It covers a processor too, which the total would count twice.',
  };
}

function notesOf(gpu: Gpu, { way, ofModule }: Measure, divided: boolean): readonly string[] {
  return [
    ...(way === 'average power'
      ? [
          'This GPU tells only power averaged over up to one second: what is shorter is not seen, and every change is seen late.',
        ]
      : []),
    ...(way === 'instant power'
      ? ['This GPU does not count energy: its power is read 20 times a second and added up.']
      : []),
    ...(ofModule
      ? ['The figure covers the whole module, the processor and its memory included, not the GPU alone.']
      : []),
    ...(/\b[AH]100\b/.test(gpu.name)
      ? [
          'GPUs of this type look at their power a quarter of the time (Yang et al., SC’24): figures of less than a second are uncertain.',
        ]
      : []),
    ...(divided
      ? [
          'The GPU is divided into instances (MIG): its energy is known for the whole card only, and not for single processes.',
        ]
      : []),
  ];
}
