// One opened GPU: a counter is read on the beat, a power is asked for often and integrated.

import type { ReadChannel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import type { Host, NativeOutcome } from '../../host/host.ts';
import type { Instant } from '../../time/instant.ts';
import { openPolled } from '../polled-source.ts';
import { type EnergySource, SourceError } from '../source.ts';
import { sourceErrorOf } from './advice.ts';
import type { Gpu } from './gpu.ts';
import { ASK_MS, channelOf, type GpuIdentity, notCoveredBy, notesOf } from './gpu-channel.ts';
import { isAsleep, maySleep } from './gpu-sleep.ts';
import { GpuUsers } from './gpu-users.ts';
import { chooseMeasure, type Measure } from './measure.ts';
import { ProcessList } from './processes.ts';
import { NvmlError } from './return-codes.ts';

/** Throws SourceError. */
export async function openGpu(gpu: Gpu, identity: GpuIdentity, host: Host): Promise<EnergySource> {
  const measure = await chooseMeasure(gpu).catch((error) => {
    throw asSourceError(error);
  });
  if (measure === null)
    throw new SourceError(
      'This GPU tells neither energy nor power, as virtual GPUs and some laptops’ do: there is no figure for it.',
      'give-up',
      {
        text: 'The power of a virtual GPU is told only on the machine that it is a part of. For any other, see whether NVIDIA’s own tool tells one.',
        command: 'nvidia-smi --query-gpu=name,power.draw --format=csv',
      },
    );
  const channel = await channelOf(gpu, identity, measure);
  const sleeper = await addressOfSleeper(gpu, host);
  const users = new GpuUsers(new ProcessList(gpu), channel.domain, host.procfs);
  const notes = await notesOf(gpu, measure, sleeper !== null);
  const facts = new Facts(channel, notes, notCoveredBy(measure), users);
  const heard = (answer: NativeOutcome): readonly Reading[] | Promise<readonly Reading[]> => {
    const now = host.clock.now();
    const readings = [readingOf(answer, measure, channel, now)];
    return users.isDue(now.timelineMs) ? users.look(now.timelineMs).then(() => readings) : readings;
  };
  const take = async (): Promise<readonly Reading[]> => {
    facts.isAsleep = sleeper !== null && (await isAsleep(host.sysfs, sleeper));
    // It must not be woken by a question for its processes either.
    return facts.isAsleep ? [] : await heard(await measure.ask());
  };
  if (measure.way === 'energy')
    return new CountingGpu(facts, sleeper === null ? () => measure.ask().then(heard) : take);
  return await openPolled(Object.assign(facts, { everyMs: ASK_MS[measure.way], ask: take, close() {} }));
}

const NONE: readonly ReadChannel[] = [];

/** What changes in one note only, why its energy is not divided, and in that it has no channel while it sleeps. */
class Facts implements Pick<EnergySource, 'channels' | 'notes' | 'notCovered' | 'users'> {
  isAsleep = false;
  readonly #channels: readonly ReadChannel[];
  readonly notCovered: readonly string[];
  readonly users: GpuUsers;
  readonly #notes: readonly string[];
  #told: { readonly reason: string | null; readonly notes: readonly string[] };

  constructor(
    channel: ReadChannel,
    notes: readonly string[],
    notCovered: readonly string[],
    users: GpuUsers,
  ) {
    this.#channels = [channel];
    this.notCovered = notCovered;
    this.users = users;
    this.#notes = notes;
    this.#told = { reason: null, notes };
  }

  /** The total of a computer whose GPU sleeps is what the others tell. */
  get channels(): readonly ReadChannel[] {
    return this.isAsleep ? NONE : this.#channels;
  }

  get notes(): readonly string[] {
    const { reason } = this.users;
    if (reason !== this.#told.reason)
      this.#told = { reason, notes: reason === null ? this.#notes : [...this.#notes, reason] };
    return this.#told.notes;
  }
}

class CountingGpu implements EnergySource {
  readonly read: () => Promise<readonly Reading[]>;
  readonly #facts: Facts;

  constructor(facts: Facts, take: () => Promise<readonly Reading[]>) {
    this.#facts = facts;
    this.read = take;
  }

  get channels(): readonly ReadChannel[] {
    return this.#facts.channels;
  }

  get notes(): readonly string[] {
    return this.#facts.notes;
  }

  get notCovered(): readonly string[] {
    return this.#facts.notCovered;
  }

  get users(): GpuUsers {
    return this.#facts.users;
  }

  /** Nothing to let go of: the library stays open for the others, and for the next time. */
  async [Symbol.asyncDispose](): Promise<void> {}
}

/** The PCI address of a GPU that may be put to sleep; null for all others, which are read without looking. */
async function addressOfSleeper(gpu: Gpu, { sysfs }: Host): Promise<string | null> {
  const address = await gpu.pciAddress();
  return address !== null && (await maySleep(sysfs, address)) ? address : null;
}

/** Throws SourceError. */
function readingOf(
  { code, ageMs }: NativeOutcome,
  measure: Measure,
  { kind, id: channel }: ReadChannel,
  { timelineMs, wallMs }: Instant,
): Reading {
  const at = { timelineMs: timelineMs - ageMs, wallMs: wallMs - ageMs };
  try {
    const value = measure.valueAfter(code);
    return kind === 'counter' ? { kind, channel, at, joules: value } : { kind, channel, at, watts: value };
  } catch (error) {
    throw asSourceError(error);
  }
}

function asSourceError(error: unknown): unknown {
  return error instanceof NvmlError ? sourceErrorOf(error) : error;
}
