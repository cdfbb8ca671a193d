// The sum of several channels: known while all are, and only then.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SumChannel } from './channel.ts';
import { gap, type Step } from './step.ts';
import { SumMeter } from './sum-meter.ts';

const channel: SumChannel = {
  kind: 'sum',
  id: 'sum',
  label: 'Both',
  domain: 'machine',
  basis: 'measured',
  relativeError: null,
  members: ['a', 'b'],
};

/** So many watts from second to second. */
function known(id: string, from: number, to: number, watts: number): Step {
  const [fromMs, toMs] = [from * 1000, to * 1000];
  return {
    channel: id,
    outcome: 'advanced',
    fromMs,
    toMs,
    joules: watts * (to - from),
    coveredMs: toMs - fromMs,
  };
}

const first = (id: string, at: number) => gap(id, 'first', at * 1000, at * 1000);
const silence = (id: string, from: number, to: number) => gap(id, 'silence', from * 1000, to * 1000);

/** What the sum tells, in seconds: from, to, joules; null for a gap. */
function told(...steps: readonly Step[]): readonly (readonly [number, number, number | null])[] {
  const meter = new SumMeter(channel);
  return steps
    .flatMap((step) => meter.take(step))
    .filter(({ fromMs, toMs }) => toMs > fromMs)
    .map(({ fromMs, toMs, joules, coveredMs }) => [
      fromMs / 1000,
      toMs / 1000,
      coveredMs === 0 ? null : joules,
    ]);
}

describe('two power supplies', () => {
  test('that are read at the same moments', () => {
    const steps = [first('a', 0), first('b', 0), known('a', 0, 1, 100), known('b', 0, 1, 50)];
    expect(told(...steps)).toEqual([[0, 1, 150]]);
  });

  test('that are read at different moments: as far as both have told, each in proportion', () => {
    // b begins at 0.5 s; up to 2 s: 1.5 s · 100 W of a; b 50 W to 1.5 s, then 70 W: 50 + 35 J. Up to 2.5 s: 0.5 s of 120 W and of 70 W.
    expect(
      told(
        first('a', 0),
        first('b', 0.5),
        known('a', 0, 2, 100),
        known('b', 0.5, 1.5, 50),
        known('b', 1.5, 2.5, 70),
        known('a', 2, 3, 120),
      ),
    ).toEqual([
      [0.5, 1.5, 150],
      [1.5, 2, 85],
      [2, 2.5, 95],
    ]);
  });

  test('a gap of one is a gap of the sum, exactly as long', () => {
    expect(
      told(
        first('a', 0),
        first('b', 0),
        known('a', 0, 10, 100),
        known('b', 0, 4, 50),
        silence('b', 4, 7),
        known('b', 7, 12, 50),
      ),
    ).toEqual([
      [0, 4, 600],
      [4, 7, null],
      [7, 10, 450],
    ]);
  });

  test('one that came back after nobody read it: what lies between is a gap', () => {
    const steps = [first('a', 0), first('b', 0), known('a', 0, 10, 100), known('b', 0, 4, 50)];
    expect(told(...steps, first('b', 8), known('b', 8, 10, 50))).toEqual([
      [0, 4, 600],
      [4, 8, null],
      [8, 10, 300],
    ]);
  });

  test('nothing is told while one has told nothing', () => {
    expect(told(first('a', 0), known('a', 0, 60, 100))).toEqual([]);
  });
});

test('whatever order and pace: no joule is lost or invented where both are known', () => {
  const paces = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 40 });
  fc.assert(
    fc.property(paces, paces, fc.infiniteStream(fc.boolean()), (ofA, ofB, turns) => {
      const queues = [stepsOf('a', 100, ofA), stepsOf('b', 50, ofB)];
      const mixed: Step[] = [];
      while (queues.some(({ length }) => length > 0)) {
        const [one = [], other = []] = turns.next().value ? queues : [...queues].reverse();
        const step = one.shift() ?? other.shift();
        if (step !== undefined) mixed.push(step);
      }
      const sum = told(...mixed);
      const end = Math.min(...[ofA, ofB].map((paces) => paces.reduce((a, b) => a + b, 0)));
      const joules = sum.reduce((total, [, , part]) => total + (part ?? 0), 0);
      expect(sum.at(-1)?.[1]).toBe(end);
      expect(joules).toBeCloseTo(150 * end, 6);
    }),
  );
});

function stepsOf(id: string, watts: number, paces: readonly number[]): Step[] {
  let at = 0;
  return [
    first(id, 0),
    ...paces.map((pace) => {
      at += pace;
      return known(id, at - pace, at, watts);
    }),
  ];
}
