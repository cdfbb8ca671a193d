// A meter that tells every 1.5 s what was 1.5 s ago, around a processor that is read at each beat.

import { expect, test } from 'vitest';
import { counter, gauge } from '../energy/channel.fixture.ts';
import { History } from './history.ts';

const WALL_WATTS = 100;
const CPU_WATTS = 40;

/** The powers of the total and of the processor at each beat of 500 ms, after the first seconds. */
function beats(
  lateMs: number | undefined,
): readonly (readonly [number | null | undefined, number | null | undefined])[] {
  const late = lateMs === undefined ? {} : { lateMs };
  const wall = gauge({ id: 'wall', label: 'Wall', domain: 'machine', ...late });
  const cpu = counter();
  const history = new History();
  history.roster([wall, cpu]);
  const seen: (readonly [number | null | undefined, number | null | undefined])[] = [];
  for (let ms = 0; ms <= 30_000; ms += 500) {
    history.take([cpu.says(ms / 1000, (CPU_WATTS * ms) / 1000)]);
    if (ms % 1500 === 0) history.take([wall.says((ms - 1500) / 1000, WALL_WATTS)]);
    const { total, nodes } = history.settle(ms);
    if (ms > 5_000) seen.push([total?.watts, nodes.find(({ id }) => id === cpu.domain)?.watts]);
  }
  return seen;
}

test('is waited for: known at each beat, and even', () => {
  for (const [total, cpu] of beats(3_000)) {
    expect(total).toBeCloseTo(WALL_WATTS, 6);
    expect(cpu).toBeCloseTo(CPU_WATTS, 6);
  }
});

test('would be unknown, then too much, without its lateness', () => {
  expect(
    beats(undefined).some(([total]) => total === null || total === undefined || total > 1.5 * WALL_WATTS),
  ).toBe(true);
});
