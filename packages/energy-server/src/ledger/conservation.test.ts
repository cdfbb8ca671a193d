// Conservation: over any interval on the edges of buckets the record, the history and the counters tell the same joules.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { counter } from '../energy/channel.fixture.ts';
import type { CounterChannel } from '../energy/channel.ts';
import { Folder, Recorder } from './ledger.fixture.ts';
import { bucketOf, MINUTE, QUARTER } from './levels.ts';
import { spentFrom } from './recorded-energy.ts';

const P = 'machine/platform';
const DOMAINS = [P, `${P}/cpu-0`, `${P}/cpu-0/cores`, `${P}/memory-0`, 'machine/gpu-1', 'elsewhere/fridge'];

const beat = fc.record({
  elapsedMs: fc.oneof(fc.integer({ min: 50, max: 700 }), fc.integer({ min: 5_000, max: 90_000 })),
  sleeps: fc.oneof(
    { weight: 12, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  /** Never nothing: a counter that stands still speaks for that time only when it moves again. */
  watts: fc.array(fc.double({ min: 1, max: 300, noNaN: true }), { minLength: 6, maxLength: 6 }),
  /** Which counter cannot be read this time. */
  failing: fc.integer({ min: 0, max: 20 }),
});

const run = fc.record({
  startMs: fc.integer({ min: 0, max: 3_600_000 }),
  beats: fc.array(beat, { minLength: 1, maxLength: 60 }),
});

/** A counter that remembers what it said, and when. */
class Witness {
  readonly channel: CounterChannel & ReturnType<typeof counter>;
  #joules = 1_000;
  /** Wall clock and joules; null after a sleep, over which nothing is known. */
  readonly points: (readonly [wall: number, joules: number] | null)[] = [];

  constructor(domain: string) {
    this.channel = counter({ id: domain, label: domain, domain });
  }

  uses(joules: number): void {
    this.#joules += joules;
  }

  says(clock: ManualClock) {
    const { timelineMs, wallMs } = clock.now();
    this.points.push([wallMs, this.#joules]);
    return this.channel.says(timelineMs / 1000, this.#joules);
  }

  /** Straight between two readings: what a counter's difference tells. */
  between(from: number, to: number): number {
    let sum = 0;
    for (const [index, point] of this.points.entries()) {
      const before = this.points[index - 1] ?? null;
      if (point === null || before === null) continue;
      const [a, b] = [Math.max(from, before[0]), Math.min(to, point[0])];
      if (b > a) sum += ((point[1] - before[1]) * (b - a)) / (point[0] - before[0]);
    }
    return sum;
  }
}

function near(a: number, b: number, scale: number): void {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, scale));
}

type Run = typeof run extends fc.Arbitrary<infer T> ? T : never;

/** Plays a run; the last beat comes long after everything was said, so that all is settled. */
function play({ startMs, beats }: Run, file: string): { recorder: Recorder; witnesses: Witness[] } {
  const clock = new ManualClock();
  clock.pass(startMs);
  const witnesses = DOMAINS.map((domain) => new Witness(domain));
  const recorder = new Recorder(file, clock).become(witnesses.map(({ channel }) => channel));
  for (const { elapsedMs, sleeps, watts, failing } of beats) {
    clock.pass(elapsedMs);
    if (sleeps) {
      clock.sleep(3_600_000);
      recorder.history.slept();
      for (const { points } of witnesses) points.push(null);
    }
    for (const [index, witness] of witnesses.entries())
      witness.uses(((watts[index] ?? 0) * elapsedMs) / 1000);
    recorder.beat(witnesses.flatMap((witness, index) => (index === failing ? [] : witness.says(clock))));
  }
  clock.pass(60_000);
  recorder.beat([]);
  return { recorder, witnesses };
}

/** Of one interval on the edges of buckets. */
function expectAlike(
  { ledger, history, clock }: Recorder,
  witnesses: readonly Witness[],
  from: number,
  to: number,
  scale: number,
): void {
  const aheadMs = clock.now().wallMs - clock.now().timelineMs;
  const told = history.spent(from - aheadMs, to - aheadMs);
  const { total, parts } = spentFrom(ledger.read([from, to], 'computer')?.[0] ?? []);
  const [channels = []] = ledger.read([from, to], 'channels') ?? [];
  near(total?.amount.joules ?? 0, told.total?.amount.joules ?? 0, scale);
  near(total?.amount.coveredMs ?? 0, told.total?.amount.coveredMs ?? 0, to - from);
  for (const { face, amount } of told.parts)
    near(parts.find((part) => part.face.id === face.id)?.amount.joules ?? 0, amount.joules, scale);
  for (const witness of witnesses) {
    const channel = channels.find(({ face }) => face.name === witness.channel.id);
    near(channel?.amount.joules ?? 0, witness.between(from, to), scale);
  }
}

describe('over random runs of nested meters with failed reads and sleeps', () => {
  test('record = history = counters, by the minute and by the quarter of an hour', () => {
    fc.assert(
      fc.property(run, fc.constantFrom(MINUTE, QUARTER), (one, level) => {
        using folder = new Folder();
        const { recorder, witnesses } = play(one, folder.file);
        using _ending = recorder;
        const end = recorder.clock.now().wallMs;
        const start = bucketOf(end - recorder.clock.now().timelineMs, level);
        const edges = Array.from({ length: (end - start) / level.ms + 2 }, (_, n) => start + n * level.ms);
        const scale = recorder.history.latest()?.total?.joules ?? 0;
        for (const [index, to] of edges.slice(1).entries())
          expectAlike(recorder, witnesses, edges[index] ?? to, to, scale);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('any question is answered alike by all lengths of buckets, and by a server that was not there', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(run, share, share, (one, a, b) => {
        using folder = new Folder();
        const { recorder } = play(one, folder.file);
        const end = recorder.clock.now().wallMs;
        const start = end - recorder.clock.now().timelineMs;
        const joules = recorder.history.latest()?.total?.joules ?? 0;
        recorder[Symbol.dispose]();
        using later = new Recorder(folder.file, recorder.clock);
        const cut = [a, b].map((x) => start + x * (end - start)).sort((x, y) => x - y);
        const day = 86_400_000;
        const edges = [bucketOf(start, { table: 'day', ms: day }), ...cut, end, start + 10 * day];
        const sum = (told: ReturnType<Recorder['energy']>) =>
          told.reduce((all, { total }) => all + (total?.joules ?? 0), 0);
        near(sum(later.energy([edges[0] ?? 0, edges.at(-1) ?? 0])), joules, joules);
        near(sum(later.energy(edges)), joules, joules);
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});
