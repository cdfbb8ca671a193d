// The opened source: reads all counters on the beat and learns from them which to believe.

import type { CounterChannel } from '../../energy/channel.ts';
import type { Reading } from '../../energy/reading.ts';
import { type Host, HostError } from '../../host/host.ts';
import { type EnergySource, SourceError } from '../source.ts';
import { CrossCheck } from './cross-check.ts';
import { layOut } from './layout.ts';
import { MirrorTest } from './mirror-test.ts';
import { notCoveredBy } from './not-covered.ts';
import type { OpenCounters } from './open-counters.ts';
import { PsysCheck } from './psys-check.ts';
import { FrozenWatch, JumpWatch } from './sanity-watch.ts';
import type { Beat, Sample, Tracker } from './tracker.ts';

const LOOK_AGAIN_MS = 30_000;

/** What the source is opened with. */
export interface RaplSetup {
  readonly host: Host;
  readonly opened: OpenCounters;
  readonly trackers: readonly Tracker[];
  /** Whether the machine still lists the zones that were opened. */
  unchanged(): boolean;
}

export class RaplSource implements EnergySource {
  readonly #setup: RaplSetup;
  readonly #mirrors: ReadonlyMap<number, MirrorTest>;
  readonly #psys: PsysCheck | null;
  readonly #frozen: FrozenWatch;
  readonly #jumps = new JumpWatch();
  readonly #cross: CrossCheck;
  readonly #disagreements: string[] = [];
  #known: readonly unknown[];
  #shown: ReadonlyMap<Tracker, CounterChannel>;
  #channels: readonly CounterChannel[];
  #notes: readonly string[];
  #sleptMs: number;
  #lookedMs: number;

  constructor(setup: RaplSetup) {
    const { host, opened, trackers } = setup;
    this.#setup = setup;
    this.#mirrors = findMirrors(trackers);
    const platform = trackers.find(({ counter }) => counter.zone.part === 'platform');
    this.#psys = platform === undefined ? null : new PsysCheck(platform);
    this.#frozen = new FrozenWatch(host.procfs);
    this.#cross = new CrossCheck(opened.shadows);
    this.#sleptMs = host.clock.sleptMs();
    this.#lookedMs = host.clock.now().timelineMs;
    this.#known = this.#allKnown();
    this.#shown = this.#layOut();
    this.#channels = [...this.#shown.values()];
    this.#notes = this.#tell();
  }

  get channels(): readonly CounterChannel[] {
    return this.#channels;
  }

  get notes(): readonly string[] {
    return this.#notes;
  }

  get notCovered(): readonly string[] {
    return notCoveredBy(this.#channels);
  }

  read(): readonly Reading[] {
    this.#noticeSleep();
    this.#lookAgain();
    const beat = this.#sampleAll();
    this.#learn(beat);
    const readings: Reading[] = [];
    for (const [tracker, sample] of beat.samples) {
      const channel = this.#shown.get(tracker);
      if (channel === undefined) continue;
      for (const told of tracker.release(channel.id, sample)) readings.push(readingOf(channel, told));
    }
    this.#refresh();
    return readings;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cross[Symbol.dispose]();
    for (const { counter } of this.#setup.trackers) counter[Symbol.dispose]();
  }

  #noticeSleep(): void {
    const sleptMs = this.#setup.host.clock.sleptMs();
    if (sleptMs === this.#sleptMs) return;
    this.#sleptMs = sleptMs;
    for (const tracker of this.#setup.trackers) tracker.rebase();
    this.#frozen.rebase();
    this.#cross.rebase();
  }

  /** A driver may be loaded, or taken away, at any time; the roster only sees sources, not their zones. */
  #lookAgain(): void {
    const nowMs = this.#setup.host.clock.now().timelineMs;
    if (nowMs - this.#lookedMs < LOOK_AGAIN_MS) return;
    this.#lookedMs = nowMs;
    if (!this.#setup.unchanged())
      throw new SourceError('the machine lists other counters than before', 'reopen');
  }

  #sampleAll(): Beat {
    const { clock } = this.#setup.host;
    const samples = new Map<Tracker, Sample>();
    const startMs = clock.now().timelineMs;
    const failures: HostError[] = [];
    for (const tracker of this.#setup.trackers) {
      try {
        samples.set(tracker, tracker.sample(clock));
      } catch (error) {
        if (!(error instanceof HostError)) throw error;
        failures.push(error);
      }
    }
    const [first] = failures;
    if (first !== undefined && samples.size === 0) throw lost(first);
    return { samples, spreadMs: clock.now().timelineMs - startMs };
  }

  #learn(beat: Beat): void {
    this.#jumps.observe(beat);
    this.#frozen.observe(beat);
    for (const mirror of this.#mirrors.values()) mirror.observe(beat);
    if (![...this.#mirrors.values()].some(({ verdict }) => verdict === null)) {
      const packages = [...this.#shown.keys()].filter(({ counter }) => counter.zone.part === 'package');
      this.#psys?.observe(beat, packages);
    }
    this.#disagreements.push(...this.#cross.observe(beat));
  }

  /** Hands over new arrays only where something changed, as the contract of sources wants it. */
  #refresh(): void {
    const known = this.#allKnown();
    if (known.every((fact, index) => fact === this.#known[index])) return;
    this.#known = known;
    this.#shown = this.#layOut();
    const channels = [...this.#shown.values()];
    if (!same(channels, this.#channels)) this.#channels = channels;
    const notes = this.#tell();
    if (!same(notes, this.#notes)) this.#notes = notes;
  }

  /** All that channels and notes depend on. */
  #allKnown(): readonly unknown[] {
    return [
      this.#psys?.verdict,
      this.#disagreements.length,
      ...[...this.#mirrors.values()].map(({ verdict }) => verdict),
      ...this.#setup.trackers.map(({ suspicion }) => suspicion),
    ];
  }

  #layOut(): ReadonlyMap<Tracker, CounterChannel> {
    const platformVerdict = this.#psys?.verdict ?? null;
    return layOut({ trackers: this.#setup.trackers, mirrors: this.#mirrors, platformVerdict });
  }

  #tell(): readonly string[] {
    const mirrored = [...this.#mirrors].flatMap(([number, { verdict, dies }]) =>
      verdict === null || verdict.length === dies
        ? []
        : [
            `Mirrored: ${dies} counters of processor ${number} show ${verdict.length === 1 ? 'one' : verdict.length}; each is counted once.`,
          ],
    );
    return [...this.#setup.opened.notes, ...mirrored, ...this.#disagreements];
  }
}

/** A mirror test for each package that shows several counters. */
function findMirrors(trackers: readonly Tracker[]): ReadonlyMap<number, MirrorTest> {
  const packages = trackers.filter(({ counter }) => counter.zone.part === 'package');
  const grouped = Map.groupBy(packages, ({ counter }) => counter.zone.package);
  return new Map(
    [...grouped]
      .filter(([, dies]) => dies.length > 1)
      .map(([number, dies]) => [number, new MirrorTest(dies)]),
  );
}

function readingOf({ id }: CounterChannel, { at, joules }: Sample): Reading {
  return { kind: 'counter', channel: id, at, joules };
}

function lost(cause: HostError): SourceError {
  const passing = cause.code === 'EIO' || cause.code === 'EAGAIN' || cause.code === 'EBADMSG';
  return new SourceError(`no counter can be read (${cause.message})`, passing ? 'retry' : 'reopen', null, {
    cause,
  });
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
