// Power step by step and energy over spans, on a machine of two parts of which one is not read for a while.

import { describe, expect, test } from 'vitest';
import { counter } from '../energy/channel.fixture.ts';
import { History } from './history.ts';

/** Processor 30 W and memory 5 W for a minute, read every second; memory's counter starts again at 20 s and 30 s. */
function minute(): History {
  const cpu = counter({
    id: 'cpu',
    domain: 'machine/platform/cpu-0',
    label: 'Processor 0',
    relativeError: 0.1,
  });
  const memory = counter({ id: 'memory', domain: 'machine/platform/memory-0', relativeError: null });
  const history = new History();
  history.roster([cpu, memory]);
  for (let seconds = 0; seconds <= 60; seconds += 1) {
    const lost = seconds === 20 || seconds === 30;
    history.take([cpu.says(seconds, 30 * seconds), memory.says(seconds, lost ? 0 : 100_000 + 5 * seconds)]);
    // After a reset the next reading is far above anything possible, too: two seconds are unknown.
    history.settle(seconds * 1000);
  }
  return history;
}

describe('power', () => {
  test('has the total first and stands for whole steps only', () => {
    const { at, series } = minute().power(0, 9999, 2000);
    expect(at).toEqual([2000, 4000, 6000, 8000]);
    expect(series).toEqual([
      expect.objectContaining({ id: 'total', parent: null, watts: [35, 35, 35, 35] }),
      expect.objectContaining({
        id: 'machine/platform/cpu-0',
        label: 'Processor 0',
        watts: [30, 30, 30, 30],
      }),
      expect.objectContaining({ id: 'machine/platform/memory-0', watts: [5, 5, 5, 5] }),
    ]);
  });

  test('of the total is unknown where one of its members is, and never too low', () => {
    const { series } = minute().power(18_000, 23_000, 1000);
    const watts = new Map(
      series.map((one) => [one.id, one.watts.map((w) => w && Math.round(w * 1e6) / 1e6)]),
    );
    expect(watts.get('machine/platform/cpu-0')).toEqual([30, 30, 30, 30, 30]);
    expect(watts.get('machine/platform/memory-0')).toEqual([5, null, null, 5, 5]);
    expect(watts.get('total')).toEqual([35, null, null, 35, 35]);
    // Of ten seconds that hold two unknown ones: the mean of the eight known.
    expect(minute().power(15_000, 25_000, 10_000).series[0]?.watts[0]).toBeCloseTo(35, 9);
  });

  test('before the first and after the newest reading is unknown', () => {
    const { series } = minute().power(-2000, 62_000, 2000);
    expect(series[0]?.watts[0]).toBeNull();
    expect(series[0]?.watts.at(-1)).toBeNull();
    expect(series[0]?.watts[1]).toBeCloseTo(35, 9);
  });

  test.each([
    ['backwards', 5000, 1000, 100],
    ['without a step', 0, 5000, 0],
    ['with a step that is not a number', 0, 5000, Number.NaN],
  ])('%s is empty', (_, from, to, step) => {
    expect(minute().power(from, to, step)).toEqual({ at: [], series: [] });
  });

  test('in steps of a fraction has every step', () => {
    expect(minute().power(0, 742.2732, 742.2732 / 50).at).toHaveLength(50);
  });
});

describe('energy', () => {
  test('adds what is known and says for how long it is', () => {
    const { total, parts } = minute().energy(15_000, 25_000);
    expect(total).toMatchObject({ basis: 'measured', relativeError: null });
    expect(total?.joules).toBeCloseTo(300 + 40, 9);
    expect(total?.coveredSeconds).toBeCloseTo(8, 9);
    expect(parts.map(({ id, coveredSeconds }) => [id, Math.round(coveredSeconds)])).toEqual([
      ['machine/platform/cpu-0', 10],
      ['machine/platform/memory-0', 8],
    ]);
  });

  test('beyond both ends covers the known part', () => {
    const { total } = minute().energy(-60_000, 600_000);
    expect(total?.coveredSeconds).toBeCloseTo(56, 9);
    expect(total?.joules).toBeCloseTo(1800 + 280, 9);
  });

  test.each([
    ['of a span before everything', -10_000, -5000],
    ['backwards', 5000, 1000],
  ])('%s is unknown', (_, from, to) => {
    expect(minute().energy(from, to)).toEqual({ total: null, parts: [] });
  });

  test('of nobody is unknown', () => {
    expect(new History().energy(0, 1000)).toEqual({ total: null, parts: [] });
    expect(new History().power(0, 1000, 500)).toEqual({ at: [500, 1000], series: [] });
  });
});
