// What a GPU's one channel is called, covers and allows, and what people should know about it.

import { gpuDomain, MACHINE, type Milliseconds } from '@jupyter-energy/contract';
import type { ReadChannel } from '../../energy/channel.ts';
import { longestGapMs } from '../polled-source.ts';
import type { Gpu } from './gpu.ts';
import { SLEEP_NOTE } from './gpu-sleep.ts';
import type { Measure, Way } from './measure.ts';

/** Which GPU, under which name. */
export interface GpuIdentity {
  readonly id: string;
  readonly label: string;
  /** Whether this machine has other GPUs too. */
  readonly oneOfSeveral: boolean;
}

/** No card is allowed more today (GB300 modules: 2.9 kW); for GPUs that do not tell their limit. */
const UNKNOWN_LIMIT_WATTS = 3_000;

/** Peaks of some milliseconds exceed the limit that a card is held to on average. */
const PEAK = 2;

/**
 * Counters move every 20 to 100 ms (Alumet, Zeus), so two readings a few milliseconds apart can show the energy of 100 ms: that is
 * no spike. Beats are 10 ms apart at the least.
 */
const CEILING = 10 * PEAK;

/** GPUs that look at their own power for 25 ms of every 100 (Yang et al., SC'24, arXiv 2312.02741). */
const SELDOM_LOOKING = /\b[AH]100\b/;

/** The driver averages over up to a second; and a second is long enough for what is not looked at to resemble what is. */
const RESOLVES_MS: Milliseconds = 1_000;

/** How often a power is asked for: fast enough for kernels that come and go; half of the second over which the driver averages. */
export const ASK_MS: Readonly<Record<Exclude<Way, 'energy'>, Milliseconds>> = {
  'instant power': 50,
  'average power': 500,
};

export async function channelOf(gpu: Gpu, identity: GpuIdentity, measure: Measure): Promise<ReadChannel> {
  const face = faceOf(gpu, identity, measure);
  if (measure.way !== 'energy')
    return { ...face, kind: 'gauge', maxGapMs: longestGapMs(ASK_MS[measure.way]) };
  const limitWatts = (await gpu.limitWatts()) ?? UNKNOWN_LIMIT_WATTS;
  const bounds = { wrapsAt: null, maxWatts: PEAK * limitWatts, ceilingWatts: CEILING * limitWatts };
  return { ...face, kind: 'counter', ...bounds };
}

/**
 * A module contains both processor and GPU, so nothing smaller than the machine contains it, as with hwmon's figure of the same
 * module; where there are several, none of them is the whole of it.
 */
function faceOf(gpu: Gpu, { id, label, oneOfSeveral }: GpuIdentity, { way, ofModule }: Measure) {
  const coarse = way === 'average power' || SELDOM_LOOKING.test(gpu.name) ? { resolvesMs: RESOLVES_MS } : {};
  const face = { id, label, basis: 'measured', relativeError: null, ...coarse } as const;
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

/** What a card leaves out belongs to the machine around it; a module speaks for the machine itself. */
export function notCoveredBy({ ofModule }: Measure): readonly string[] {
  return ofModule ? ['disks', 'network', 'fans', "the power supply's own loss"] : [];
}

const WAY_NOTES: Readonly<Record<Way, readonly string[]>> = {
  energy: [],
  'instant power': ['This GPU does not count energy: its power is read 20 times a second and added up.'],
  'average power': [
    'This GPU tells only power averaged over up to one second: what is shorter is not seen, and every change is seen late.',
  ],
};

/** Each fact in one sentence, for people. */
export async function notesOf(
  gpu: Gpu,
  { way, ofModule }: Measure,
  maySleep: boolean,
): Promise<readonly string[]> {
  const notes = [...WAY_NOTES[way]];
  if (ofModule)
    notes.push(
      'The figure covers the whole module, the processor and its memory included, not the GPU alone.',
    );
  if (SELDOM_LOOKING.test(gpu.name))
    notes.push(
      'GPUs of this type look at their power a quarter of the time (Yang et al., SC’24): figures of less than a second are uncertain.',
    );
  if (await gpu.isDivided())
    notes.push(
      'The GPU is divided into instances (MIG): its energy is known for the whole card only, and not for single processes.',
    );
  if (maySleep) notes.push(SLEEP_NOTE);
  return notes;
}
