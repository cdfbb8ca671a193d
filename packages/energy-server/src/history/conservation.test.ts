// Conservation: whatever machines say, parts sum to the whole, and no joule is lost or invented outside gaps.

import { contains, type Node } from '@jupyter-energy/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counter, gauge } from '../energy/channel.fixture.ts';
import type { Reading } from '../energy/reading.ts';
import { History, type Settled } from './history.ts';

const P = 'machine/platform';
const domains = [
  'machine',
  P,
  `${P}/cpu-0`,
  `${P}/cpu-0/cores`,
  `${P}/cpu-1`,
  `${P}/memory-0`,
  'machine/gpu-1',
];

const channel = fc.record({
  domain: fc.constantFrom(...domains),
  gauge: fc.boolean(),
  wrapsAt: fc.constantFrom(null, 5000, 65_532.611002),
  startsAt: fc.double({ min: 0, max: 5000, noNaN: true }),
});

/** What happens to one channel at one beat: mostly it is read, some milliseconds after the beat began. */
const event = fc.record({
  what: fc.oneof(
    { weight: 8, arbitrary: fc.constant('read' as const) },
    { weight: 1, arbitrary: fc.constantFrom('fails', 'garbage', 'resets', 'jumps', 'repeats') },
  ),
  watts: fc.double({ min: 0, max: 300, noNaN: true }),
  lateMs: fc.integer({ min: 0, max: 30 }),
});

const beat = fc.record({
  elapsedMs: fc.oneof(fc.integer({ min: 31, max: 600 }), fc.integer({ min: 5000, max: 30_000 })),
  sleeps: fc.oneof(
    { weight: 15, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  events: fc.array(event, { minLength: 7, maxLength: 7 }),
});

const machine = fc.record({
  channels: fc.array(channel, { minLength: 1, maxLength: 7 }),
  beats: fc.array(beat, { maxLength: 40 }),
});
type Machine = typeof machine extends fc.Arbitrary<infer T> ? T : never;

interface Run {
  readonly history: History;
  readonly settled: Settled[];
  readonly endMs: number;
  /** By domain, as the steps of its first channel tell. */
  readonly joulesOfSpeakers: Map<string, number>;
}

type Event = Machine['beats'][number]['events'][number];

/** One channel of a random machine, as it stands. */
class Device {
  readonly face;
  readonly domain: string;
  readonly #modulus: number;
  #joules: number;

  constructor({ domain, gauge: isGauge, wrapsAt, startsAt }: Machine['channels'][number], id: string) {
    this.face = isGauge ? gauge({ id, domain }) : counter({ id, domain, wrapsAt });
    this.domain = domain;
    this.#modulus = wrapsAt ?? Number.POSITIVE_INFINITY;
    this.#joules = startsAt;
  }

  live(ms: number, elapsedMs: number, { what, watts, lateMs }: Event): Reading[] {
    this.#joules += (watts * elapsedMs) / 1000;
    if (what === 'jumps') this.#joules *= 1000;
    if (what === 'resets') this.#joules = 0;
    this.#joules %= this.#modulus;
    if (what === 'fails') return [];
    const value = this.face.kind === 'gauge' ? watts : this.#joules;
    const reading = this.face.says((ms + lateMs) / 1000, what === 'garbage' ? Number.NaN : value);
    return what === 'repeats' ? [reading, reading] : [reading];
  }
}

/** Runs a machine; `wallOffset` tells by how much the wall clock is off at each beat. */
function run({ channels, beats }: Machine, wallOffset: (beat: number) => number = () => 0): Run {
  const devices = channels.map((one, index) => new Device(one, `${index}`));
  const history = new History();
  history.roster(devices.map((device) => device.face));
  const settled: Settled[] = [];
  const joulesOfSpeakers = new Map<string, number>();
  let ms = 0;
  for (const [number, { elapsedMs, sleeps, events }] of beats.entries()) {
    ms += sleeps ? elapsedMs + 3_600_000 : elapsedMs;
    if (sleeps) history.slept();
    const readings = events.flatMap((event, index) => devices[index]?.live(ms, elapsedMs, event) ?? []);
    for (const step of history.take(readings.map((reading) => shift(reading, wallOffset(number))))) {
      const speaker = devices.find(({ domain }) => domain === devices[Number(step.channel)]?.domain);
      if (speaker?.face.id === step.channel)
        joulesOfSpeakers.set(speaker.domain, (joulesOfSpeakers.get(speaker.domain) ?? 0) + step.joules);
    }
    settled.push(history.settle(ms + 30));
  }
  // Long after the last reading nothing is waited for any more.
  settled.push(history.settle(ms + 60_000));
  return { history, settled, endMs: ms + 60_000, joulesOfSpeakers };
}

function shift(reading: Reading, byMs: number): Reading {
  return { ...reading, at: { ...reading.at, wallMs: reading.at.wallMs + byMs } };
}

function near(a: number, b: number, scale = Math.max(a, b)): void {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, scale));
}

function expectPartsToSum(nodes: readonly Pick<Node, 'id' | 'parent' | 'joules' | 'coveredSeconds'>[]): void {
  for (const outer of nodes) {
    const inside = nodes.filter((node) => node.parent === outer.id);
    for (const node of [outer, ...inside]) {
      expect(node.joules).toBeGreaterThanOrEqual(0);
      expect(node.joules).toBeLessThanOrEqual(outer.joules * (1 + 1e-9) + 1e-9);
      expect(node.coveredSeconds).toBeLessThanOrEqual(outer.coveredSeconds + 1e-6);
    }
    if (inside.length > 0)
      near(
        inside.reduce((sum, node) => sum + node.joules, 0),
        outer.joules,
      );
  }
}

describe('over random trees and readings, with failures, resets, wraps, spikes and sleeps', () => {
  test('the total is what the outermost speakers said, neither more nor less', () => {
    fc.assert(
      fc.property(machine, (one) => {
        const { settled, joulesOfSpeakers } = run(one);
        const spoken = [...joulesOfSpeakers.keys()];
        let expected = 0;
        for (const [domain, joules] of joulesOfSpeakers)
          if (!one.channels.some((other) => other.domain !== domain && contains(other.domain, domain)))
            expected += joules;
        const total = settled.at(-1)?.total;
        if (spoken.length > 0) near(total?.joules ?? 0, expected);
      }),
    );
  });

  test('at every beat parts sum to the whole, nothing is negative and nothing shrinks', () => {
    fc.assert(
      fc.property(machine, (one) => {
        let before: Settled | null = null;
        for (const now of run(one).settled) {
          expectPartsToSum(now.nodes);
          const roots = now.nodes.filter((node) => node.parent === null);
          near(
            roots.reduce((sum, node) => sum + node.joules, 0),
            now.total?.joules ?? 0,
          );
          for (const { watts } of now.nodes) expect(watts ?? 0).toBeGreaterThanOrEqual(0);
          expect(now.total?.joules ?? 0).toBeGreaterThanOrEqual(before?.total?.joules ?? 0);
          expect(now.atMs).toBeGreaterThanOrEqual(before?.atMs ?? 0);
          before = now;
        }
      }),
    );
  });

  test('a span cut anywhere is the sum of its pieces, in total and in each part', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(machine, share, share, share, (one, ...shares) => {
        const { history, endMs } = run(one);
        const [a = 0, b = 0, c = 0] = shares.map((x) => x * endMs).sort((x, y) => x - y);
        const [left, right, whole] = [history.energy(a, b), history.energy(b, c), history.energy(a, c)];
        const scale = history.latest()?.total?.joules ?? 0;
        near((left.total?.joules ?? 0) + (right.total?.joules ?? 0), whole.total?.joules ?? 0, scale);
        for (const { id, joules } of whole.parts) {
          const pieces = [...left.parts, ...right.parts].filter((part) => part.id === id);
          near(
            pieces.reduce((sum, part) => sum + part.joules, 0),
            joules,
            scale,
          );
        }
        const all = history.energy(0, endMs);
        expectPartsToSum(all.parts);
        near(all.total?.joules ?? 0, scale);
      }),
    );
  });

  test('a wall clock that is set at will changes nothing', () => {
    fc.assert(
      fc.property(
        machine,
        fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1 }),
        (one, offsets) => {
          const set = run(one, (number) => offsets[number % offsets.length] ?? 0);
          expect(set.settled).toEqual(run(one).settled);
        },
      ),
    );
  });

  test('how often a counter is read does not change its energy', () => {
    const stamps = fc.uniqueArray(fc.integer({ min: 1, max: 59_999 }), { maxLength: 200 });
    fc.assert(
      fc.property(stamps, fc.double({ min: 1, max: 50, noNaN: true }), (between, seconds) => {
        // A power that swings between 0 and 200 W, as a true integral.
        const joulesAt = (ms: number) => 0.1 * ms - 100 * seconds * Math.sin(ms / 1000 / seconds);
        const cpu = counter();
        const history = new History();
        history.roster([cpu]);
        for (const ms of [0, ...between.sort((a, b) => a - b), 60_000]) {
          history.take([cpu.says(ms / 1000, 10_000 + joulesAt(ms))]);
          history.settle(ms);
        }
        near(history.latest()?.total?.joules ?? 0, joulesAt(60_000) - joulesAt(0), 1e4);
      }),
    );
  });
});
