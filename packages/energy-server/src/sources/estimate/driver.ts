// The estimate: where no meter can be read, the power that a machine like this one draws at its present load.

import { PLATFORM, type Watts } from '@jupyter-energy/contract';
import type { CounterChannel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import { type Host, HostError } from '../../host/host.ts';
import { type EnergySource, type Finding, type Recovery, type SourceDriver, SourceError } from '../source.ts';
import { chooseModel } from './choose-model.ts';
import { findContainer } from './container.ts';
import { parseCpuInfo } from './cpu-model.ts';
import { EstimatedEnergy } from './estimated-energy.ts';
import { type Facts, notCoveredBy, notesOf } from './explain.ts';
import { LoadMeter, type LoadSnapshot, usableThreads } from './load-meter.ts';
import { machineKindOf } from './machine-kind.ts';
import { memoryShareGb, readMemoryGb } from './memory.ts';
import { type EstimateOptions, estimateOptions } from './options.ts';
import { watts } from './power-model.ts';

const ID = 'estimate';
const CHANNEL = `${ID}:platform`;

/** A model has no glitches to guard against; the contract wants bounds, so they are wider than any machine. */
const NO_BOUND_WATTS = 1e6;

export const estimateDriver: SourceDriver<EstimateOptions> = {
  kind: ID,
  fallback: true,
  options: estimateOptions,
  discover(options, host): readonly Finding[] {
    if (!options.enabled) return [];
    return [{ id: ID, title: 'Estimate', status: 'ready', open: () => openEstimate(options, host) }];
  },
};

function openEstimate(options: EstimateOptions, host: Host): EnergySource {
  const cpu = parseCpuInfo(readOrEmpty(host, 'cpuinfo'));
  const machine = machineKindOf(cpu, host);
  const container = findContainer(host);
  const machineGb = options['memory-gb'] ?? readMemoryGb(host.procfs);
  const load = attempt(() => new LoadMeter(host.procfs, container), 'reopen');
  const first = lookOrThrow(load, 'reopen');
  // A container that is bound to some processors still lists all of them in /proc/cpuinfo.
  const machineThreads = Math.max(cpu.threads, first.ticks.size);
  const chosen = chooseModel(cpu, machine, options, machineThreads);
  const powerAt = (u: number, threads: number) => {
    const share = Math.min(1, threads / machineThreads);
    const ramGb = machineGb === null ? 0 : memoryShareGb(machineGb, container, share);
    return watts(chosen.model, u, threads, ramGb) * options.pue;
  };
  const energy = new EstimatedEnergy(host.clock, powerAt);
  const facts = {
    chosen,
    machine,
    contained: container !== null,
    memoryKnown: machineGb !== null,
    pue: options.pue,
  };
  return new EstimateSource(load, energy, first, facts, powerAt(0, usableThreads(first)));
}

class EstimateSource implements EnergySource {
  readonly channels: readonly CounterChannel[];
  readonly notCovered: readonly string[];
  readonly #load: LoadMeter;
  readonly #energy: EstimatedEnergy;
  readonly #facts: Facts;
  #threads: number;
  #notes: readonly string[];

  constructor(load: LoadMeter, energy: EstimatedEnergy, first: LoadSnapshot, facts: Facts, idleWatts: Watts) {
    this.#load = load;
    this.#energy = energy;
    this.#facts = facts;
    this.#threads = usableThreads(first);
    this.#notes = notesOf(facts, this.#threads);
    this.channels = [channelOf(facts, idleWatts)];
    this.notCovered = notCoveredBy(facts);
  }

  get notes(): readonly string[] {
    return this.#notes;
  }

  read(): readonly Reading[] {
    const snapshot = lookOrThrow(this.#load, 'retry');
    this.#noteThreads(usableThreads(snapshot));
    const energy = this.#energy.advance(snapshot);
    return energy ? [{ kind: 'counter', channel: CHANNEL, ...energy }] : [];
  }

  /** A quota was changed or a processor plugged in. */
  #noteThreads(threads: number): void {
    if (threads === this.#threads) return;
    this.#threads = threads;
    this.#notes = notesOf(this.#facts, threads);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#load[Symbol.dispose]();
  }
}

function channelOf({ chosen }: Facts, idleWatts: Watts): CounterChannel {
  return {
    kind: 'counter',
    id: CHANNEL,
    label: 'Computer without graphics cards',
    domain: PLATFORM,
    basis: 'estimated',
    relativeError: chosen.relativeError,
    wrapsAt: null,
    maxWatts: NO_BOUND_WATTS,
    ceilingWatts: NO_BOUND_WATTS,
    idleWatts,
  };
}

/** Throws SourceError. The counts are cumulative: a look that failed loses nothing when the next one succeeds. */
function lookOrThrow(load: LoadMeter, recovery: Recovery): LoadSnapshot {
  const snapshot = attempt(() => load.look(), recovery);
  if (snapshot) return snapshot;
  throw unreadable('/proc/stat lists no processor', recovery);
}

function attempt<T>(call: () => T, recovery: Recovery): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof HostError) throw unreadable(error.message, recovery, { cause: error });
    throw error;
  }
}

function unreadable(why: string, recovery: Recovery, options?: ErrorOptions): SourceError {
  const remedy = {
    text: 'Check that --path.procfs names a proc file system.',
    command: 'head -n 3 /proc/stat',
  };
  return new SourceError(`The load of the processors cannot be read: ${why}`, recovery, remedy, options);
}

/** A processor that cannot be looked at is an unknown processor, not a failure. */
function readOrEmpty({ procfs }: Host, path: string): string {
  try {
    return procfs.readText(path);
  } catch (error) {
    if (error instanceof HostError) return '';
    throw error;
  }
}
