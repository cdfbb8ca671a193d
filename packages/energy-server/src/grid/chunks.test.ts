// Pieces of work: they cover the spans, what is in one meets, and none is long but where there is nothing to look up.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunksOf } from './chunks.ts';

const DAY_MS = 86_400_000;

describe('pieces of work', () => {
  test('a long span is cut every two days; short ones that follow each other are put together', () => {
    const spans = [
      [0, 5 * DAY_MS],
      [5 * DAY_MS, 5.5 * DAY_MS],
      [5.5 * DAY_MS, 6 * DAY_MS],
      [9 * DAY_MS, 10 * DAY_MS],
    ] as const;
    const part = (span: number, from: number, to: number) => ({ span, from: from * DAY_MS, to: to * DAY_MS });
    expect([...chunksOf(spans, { from: 0, to: 10 * DAY_MS })]).toEqual([
      [part(0, 0, 2)],
      [part(0, 2, 4)],
      [part(0, 4, 5), part(1, 5, 5.5), part(2, 5.5, 6)],
      [part(3, 9, 10)],
    ]);
    expect([...chunksOf(spans, null)]).toHaveLength(2);
    expect([...chunksOf(spans, { from: 5 * DAY_MS, to: 20 * DAY_MS })]).toHaveLength(3);
    expect([...chunksOf([], null)]).toEqual([]);
  });

  test('all of time is no more work than what was told', () => {
    const all = [[-8.64e15, 8.64e15]] as const;
    const told = { from: DAY_MS, to: 6 * DAY_MS };
    expect([...chunksOf(all, told)].map(([first]) => [first?.from, first?.to])).toEqual([
      [-8.64e15, DAY_MS],
      [DAY_MS, 3 * DAY_MS],
      [3 * DAY_MS, 5 * DAY_MS],
      [5 * DAY_MS, 6 * DAY_MS],
      [6 * DAY_MS, 8.64e15],
    ]);
  });

  test('over any spans: nothing is left out, nothing twice', () => {
    const steps = fc.array(
      fc.record({ gap: fc.integer({ min: 0, max: 2 }), length: fc.integer({ min: 1, max: 400 }) }),
    );
    const property = fc.property(steps, fc.nat(2_000), fc.nat(2_000), (list, a, b) => {
      let at = 0;
      const spans = list.map(({ gap, length }) => {
        const from = at + gap * 3_600_000;
        at = from + length * 1_800_000;
        return [from, at] as const;
      });
      const chunks = [...chunksOf(spans, { from: a * 900_000, to: (a + b) * 900_000 })];
      const sums = spans.map(() => 0);
      for (const chunk of chunks) {
        for (const [index, { span, from, to }] of chunk.entries()) {
          sums[span] = (sums[span] ?? 0) + to - from;
          expect(index === 0 || chunk[index - 1]?.to === from).toBe(true);
        }
      }
      expect(sums).toEqual(spans.map(([from, to]) => to - from));
    });
    void fc.assert(property);
  });
});
