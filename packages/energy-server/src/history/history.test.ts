// The history over hand-worked machines.

import { describe, expect, test } from 'vitest';
import { counter, counters, gauge } from '../energy/channel.fixture.ts';
import { History } from './history.ts';

const PLATFORM = 'machine/platform';
const CPU = 'machine/platform/cpu-0';
const MEMORY = 'machine/platform/memory-0';

describe('a history', () => {
  test('R1 a laptop: the total is psys, its parts sum to it', () => {
    const domains = [PLATFORM, CPU, `${CPU}/cores`, `${CPU}/uncore`];
    const channels = counters(...domains);
    const history = new History();
    history.roster(channels);
    const before = [200, 100, 0, 0];
    const after = [440, 250, 90, 10];
    history.take(channels.map((channel, index) => channel.says(0, before[index] ?? 0)));
    history.settle(0);
    history.take(channels.map((channel, index) => channel.says(10, after[index] ?? 0)));
    const { total, nodes, atMs } = history.settle(10_000);
    expect(atMs).toBe(10_000);
    expect(total).toMatchObject({ joules: 240, watts: 24, coveredSeconds: 10, basis: 'measured' });
    expect(nodes.map(({ id, parent, joules }) => [id, parent, joules])).toEqual([
      [PLATFORM, null, 240],
      [CPU, PLATFORM, 150],
      [`${CPU}/cores`, CPU, 90],
      [`${CPU}/uncore`, CPU, 10],
      [`${CPU}/rest`, CPU, 50],
      [`${PLATFORM}/rest`, PLATFORM, 90],
    ]);
  });

  test('joules that were estimated stay so when a meter takes over; those of a meter beside them do not become so', () => {
    const estimate = counter({ id: 'model', domain: PLATFORM, basis: 'estimated', relativeError: 0.4 });
    const [psys, cpu] = counters(PLATFORM, CPU);
    if (psys === undefined || cpu === undefined) return;
    const history = new History();
    history.roster([estimate]);
    history.take([estimate.says(0, 0)]);
    history.settle(0);
    history.take([estimate.says(1, 8)]);
    expect(history.settle(1000).total).toMatchObject({ basis: 'estimated', joulesBasis: 'estimated' });
    history.roster([psys, cpu]);
    history.take([psys.says(1, 100), cpu.says(1, 50)]);
    history.take([psys.says(2, 130), cpu.says(2, 70)]);
    const { total, nodes } = history.settle(2000);
    expect(total).toMatchObject({ joules: 38, watts: 30, basis: 'measured', joulesBasis: 'estimated' });
    expect(nodes.map((node) => [node.id, node.joulesBasis])).toEqual([
      [PLATFORM, 'estimated'],
      [CPU, 'measured'],
      [`${PLATFORM}/rest`, 'measured'],
    ]);
  });

  test('nothing is known before the first reading, and no power before the second', () => {
    const history = new History();
    expect(history.latest()).toBeNull();
    expect(history.settle(5)).toEqual({ atMs: 5, total: null, nodes: [] });
    const [cpu] = counters(CPU);
    if (cpu === undefined) return;
    history.roster([cpu]);
    expect(history.settle(10).total).toBeNull();
    history.take([cpu.says(0.02, 50)]);
    expect(history.settle(20).total).toMatchObject({ joules: 0, coveredSeconds: 0, watts: null });
    expect(history.channelWatts(CPU)).toBeNull();
  });

  test('R8 a failed read makes no power point; the next good one speaks for both spans', () => {
    const cpu = counter({ wrapsAt: 262_143.328911 });
    const history = new History();
    history.roster([cpu]);
    history.take([cpu.says(0, 1000)]);
    const first = history.settle(0);
    history.take([]);
    expect(history.settle(100)).toBe(first);
    history.take([cpu.says(0.2, 1030)]);
    expect(history.settle(200).total).toMatchObject({ joules: 30, coveredSeconds: 0.2, watts: 150 });
  });

  test('a channel that falls silent holds the others back for two seconds, not longer', () => {
    const cpu = counter({ id: 'cpu', domain: CPU });
    const memory = counter({ id: 'memory', domain: MEMORY });
    const history = new History();
    history.roster([cpu, memory]);
    history.take([cpu.says(0, 0), memory.says(0, 0)]);
    history.settle(0);
    history.take([cpu.says(1, 10), memory.says(1, 3)]);
    history.settle(1000);
    expect(history.channelWatts('memory')).toBe(3);
    history.take([cpu.says(2, 20)]);
    expect(history.settle(2000).atMs).toBe(1000);
    history.take([cpu.says(6, 60)]);
    expect(history.settle(6000)).toMatchObject({
      atMs: 4000,
      total: { joules: 43, coveredSeconds: 1, watts: null },
      nodes: [
        { joules: 40, watts: 10 },
        { joules: 3, watts: null },
      ],
    });
    expect(history.channelWatts('memory')).toBeNull();
    history.take([cpu.says(7, 70), memory.says(7, 21)]);
    expect(history.settle(7000)).toMatchObject({
      atMs: 7000,
      total: { joules: 91, watts: 13 },
      nodes: [{ joules: 70 }, { joules: 21, coveredSeconds: 7 }],
    });
    // The late energy stands where it was settled, but nobody is told of six seconds within three.
    expect(history.energy(4000, 7000).parts[1]).toMatchObject({ joules: 18, coveredSeconds: 3 });
  });

  test('an interval is cut where a channel fell silent, so that its energy stays on this side', () => {
    const cpu = counter({ id: 'cpu', domain: CPU });
    const memory = counter({ id: 'memory', domain: MEMORY });
    const history = new History();
    history.roster([cpu, memory]);
    history.take([cpu.says(0, 0), memory.says(0, 0)]);
    history.settle(0);
    history.take([cpu.says(1, 10), memory.says(1, 3), cpu.says(10, 100)]);
    expect(history.settle(10_000).atMs).toBe(8000);
    expect(history.energy(0, 1000).parts.map((part) => part.joules)).toEqual([10, 3]);
    expect(history.energy(1000, 8000).parts.map((part) => part.joules)).toEqual([70]);
  });

  test('what channels said and nobody settled yet is settled before the roster changes', () => {
    const cpu = counter({ id: 'cpu', domain: CPU });
    const memory = counter({ id: 'memory', domain: MEMORY });
    const history = new History();
    history.roster([cpu, memory]);
    history.take([cpu.says(0, 0), memory.says(0, 0)]);
    history.settle(0);
    history.take([cpu.says(1, 10), memory.says(1.5, 6)]);
    expect(history.settle(1500).total?.joules).toBe(14);
    history.roster([cpu]);
    history.take([cpu.says(2, 20)]);
    expect(history.settle(2000).total?.joules).toBe(26);
  });

  test('R14 sleep is a hole, and adds nothing', () => {
    const cpu = counter();
    const history = new History();
    history.roster([cpu]);
    history.take([cpu.says(0, 0)]);
    history.settle(0);
    history.take([cpu.says(5, 100)]);
    history.settle(5000);
    history.slept();
    history.take([cpu.says(3605, 900)]);
    history.settle(3_605_000);
    history.take([cpu.says(3610, 1000)]);
    expect(history.settle(3_610_000).total).toMatchObject({ joules: 200, coveredSeconds: 10, watts: 20 });
    expect(history.energy(0, 3_610_000).total).toMatchObject({ joules: 200, coveredSeconds: 10 });
    expect(history.energy(5000, 3_605_000)).toEqual({ total: null, parts: [] });
    const { series } = history.power(0, 3_610_000, 5000);
    const hole = Array.from({ length: 720 }, () => null);
    expect(series[0]?.watts).toEqual([20, ...hole, 20]);
  });

  test('R14 the hole is exact even where nothing was settled at its edges', () => {
    const cpu = counter();
    const history = new History();
    history.roster([cpu]);
    history.take([cpu.says(0, 0), cpu.says(5, 100)]);
    history.slept();
    history.take([cpu.says(3605, 900), cpu.says(3610, 1000)]);
    history.settle(3_610_000);
    expect(history.energy(5000, 3_605_000)).toEqual({ total: null, parts: [] });
    expect(history.energy(0, 5000).total?.joules).toBe(100);
    expect(history.energy(3_605_000, 3_610_000).total?.joules).toBe(100);
  });

  test('a source that comes and goes: the total goes on growing, the part is found in the past', () => {
    const estimate = counter({ id: 'estimate', domain: PLATFORM, basis: 'estimated', relativeError: 0.2 });
    const cpu = counter({ id: 'cpu', domain: CPU, relativeError: 0.05 });
    const history = new History();
    history.roster([estimate]);
    history.take([estimate.says(0, 0)]);
    history.settle(0);
    history.take([estimate.says(10, 100)]);
    expect(history.settle(10_000).total).toMatchObject({ basis: 'estimated', relativeError: 0.2 });
    history.roster([cpu]);
    history.take([cpu.says(12, 5000)]);
    history.settle(12_000);
    history.take([cpu.says(22, 5300)]);
    const settled = history.settle(22_000);
    expect(settled.total).toMatchObject({ basis: 'measured', relativeError: 0.05, joules: 400, watts: 30 });
    expect(settled.nodes.map((node) => node.id)).toEqual([CPU]);
    expect(history.energy(0, 10_000)).toMatchObject({
      total: { basis: 'estimated', joules: 100 },
      parts: [{ id: PLATFORM, basis: 'estimated', joules: 100 }],
    });
    expect(history.energy(12_000, 22_000)).toMatchObject({
      total: { basis: 'measured', joules: 300 },
      parts: [{ id: CPU }],
    });
    expect(history.energy(0, 22_000).total).toMatchObject({
      basis: 'estimated',
      joules: 400,
      coveredSeconds: 20,
    });
    expect(history.power(0, 22_000, 2000).series.map((one) => one.id)).toEqual(['total', PLATFORM, CPU]);
    history.roster([]);
    expect(history.settle(23_000)).toEqual({ atMs: 23_000, total: null, nodes: [] });
    history.roster([cpu]);
    history.take([cpu.says(30, 9000)]);
    history.settle(30_000);
    history.take([cpu.says(31, 9030)]);
    expect(history.settle(31_000).total).toMatchObject({ joules: 430, watts: 30, coveredSeconds: 21 });
  });

  test('R17 psys becomes distrusted: its packages speak, baselines stay', () => {
    const psys = counter({ id: 'psys', domain: PLATFORM });
    const cpu = counter({ id: 'cpu', domain: CPU });
    const history = new History();
    history.roster([psys, cpu]);
    history.take([psys.says(0, 0), cpu.says(0, 0)]);
    history.settle(0);
    history.take([psys.says(60, 1200), cpu.says(60, 1800)]);
    expect(history.settle(60_000).total?.watts).toBe(20);
    const tree = history.roster([{ ...psys, distrusted: 'It reads less than the processors.' }, cpu]);
    expect(tree.members.get('psys')).toMatchObject({ role: 'distrusted' });
    history.take([psys.says(61, 1220), cpu.says(61, 1830)]);
    expect(history.settle(61_000)).toMatchObject({
      total: { watts: 30, joules: 1230 },
      nodes: [{ id: CPU, parent: null, watts: 30 }],
    });
  });

  test('another channel of the same domain takes over: nothing is counted twice', () => {
    const first = counter({ id: 'first', domain: CPU });
    const second = counter({ id: 'second', domain: CPU });
    const history = new History();
    history.roster([first, second]);
    history.take([first.says(0, 0), second.says(0, 0)]);
    history.settle(0);
    history.take([first.says(10, 100), second.says(10, 100)]);
    history.settle(10_000);
    history.roster([second]);
    history.take([second.says(20, 200)]);
    expect(history.settle(20_000).total).toMatchObject({ joules: 200, coveredSeconds: 20 });
    expect(history.channelTotal('second')).toMatchObject({ joules: 200, coveredMs: 20_000 });
  });

  test('a gauge and a counter beside each other; errors add by their squares', () => {
    const cpu = counter({ id: 'cpu', domain: CPU, relativeError: 0.1 });
    const card = gauge({ id: 'card', domain: 'machine/gpu-1', relativeError: 0.05 });
    const history = new History();
    history.roster([cpu, card]);
    history.take([cpu.says(0, 0), card.says(0, 50)]);
    history.settle(0);
    history.take([cpu.says(1, 30), card.says(1, 70)]);
    const { total } = history.settle(1000);
    expect(total).toMatchObject({ joules: 90, watts: 90 });
    // √((30 · 0.1)² + (60 · 0.05)²) / 90
    expect(total?.relativeError).toBeCloseTo(Math.sqrt(18) / 90, 12);
  });
});
