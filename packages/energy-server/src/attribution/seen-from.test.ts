// Whose energy it was, seen from some kernels: the shares sum to the computer's exactly, over any span, whatever happened.

import type { EnergySplit } from '@jupyter-energy/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Accounts } from './accounts.ts';
import { energySeen, powerSeen, reconciled, type Seen, SPLIT_KEYS } from './seen-from.ts';

const sum = (split: Readonly<Record<keyof EnergySplit, number>>) =>
  SPLIT_KEYS.reduce((all, key) => all + split[key], 0);
const positive = (max: number) => fc.double({ min: 0, max, noNaN: true });

/** Beats of a second; kernels come and go, GPUs too, and the baseline may be unknown. */
const beats = fc.array(
  fc.record({
    joules: positive(200),
    covered: fc.constantFrom(0, 0.5, 1),
    gpu: fc.option(fc.record({ joules: positive(300), use: fc.option(positive(100)) })),
    used: fc.array(fc.option(positive(8)), { minLength: 3, maxLength: 3 }),
    others: positive(4),
    baseline: fc.option(positive(80)),
    told: fc.boolean(),
  }),
  { minLength: 2, maxLength: 15 },
);

function run(made: readonly Beat[]): { accounts: Accounts; total: number } {
  const accounts = new Accounts();
  const cpu = [0, 0, 0];
  let [busy, total] = [0, 0];
  for (const [s, { joules, covered, gpu, used, others, baseline, told }] of made.entries()) {
    for (const [n, more] of used.entries()) cpu[n] = (cpu[n] ?? 0) + (more ?? 0);
    busy += used.reduce<number>((all, more) => all + (more ?? 0), others);
    const living = cpu.flatMap((cpuSeconds, n) =>
      used[n] === null ? [] : [[`k${n}`, { cpuSeconds }] as const],
    );
    accounts.look({ atMs: s * 1000, busySeconds: told ? busy : null, kernels: new Map(living) });
    const amount = (of: number) => ({ joules: of, coveredMs: covered * 1000 });
    const use = gpu === null || gpu.use === null ? null : { all: 100, kernels: new Map([['k0', gpu.use]]) };
    const gpus = gpu === null ? [] : [{ domain: 'machine/gpu-1', amount: amount(gpu.joules), baseline, use }];
    accounts.settle(s * 1000, { shared: amount(joules), gpus }, baseline);
    total += joules + (gpu?.joules ?? 0);
  }
  return { accounts, total };
}

interface Beat {
  joules: number;
  covered: number;
  gpu: { joules: number; use: number | null } | null;
  used: (number | null)[];
  others: number;
  baseline: number | null;
  told: boolean;
}

const seen: Seen = (id) => (id === 'k0' ? 'kernel' : id === 'k1' ? 'otherKernels' : 'others');

describe('the shares', () => {
  test('sum to everything that was ever spent, and none is negative', () => {
    const property = fc.property(beats, (made) => {
      const { accounts, total } = run(made);
      const series = [...accounts.kernels.values(), ...Object.values(accounts.rest)];
      const all = series.reduce((joules, one) => joules + one.joules, 0);
      expect(Math.abs(all - total)).toBeLessThanOrEqual(1e-9 * (1 + total));
      const [from, to] = [0, made.length * 1000];
      const split = energySeen(accounts, seen, from, to, total);
      expect(Math.min(...Object.values(split))).toBeGreaterThanOrEqual(0);
      expect(Math.abs(sum(split) - total)).toBeLessThanOrEqual(1e-9 * (1 + total));
    });
    fc.assert(property);
  });

  test('sum to any whole of any span, and to the power of every step', () => {
    const property = fc.property(beats, positive(1e4), positive(1), positive(1), (made, whole, a, b) => {
      const { accounts } = run(made);
      const [from = 0, to = 0] = [a, b].map((part) => part * made.length * 1000).sort((x, y) => x - y);
      expect(sum(energySeen(accounts, seen, from, to, whole))).toBeCloseTo(whole, 6);
      const at = made.map((_, s) => s * 1000);
      const watts = at.map((_, s) => (s % 3 === 0 ? null : whole / s));
      const columns = powerSeen(accounts, seen, -1000, at, watts);
      for (const [index, of] of watts.entries()) {
        const shares = SPLIT_KEYS.map((key) => columns[key][index]);
        if (of === null) expect(shares).toEqual([null, null, null, null, null]);
        else expect(shares.reduce<number>((all, one) => all + (one ?? Number.NaN), 0)).toBeCloseTo(of, 6);
      }
    });
    fc.assert(property);
  });

  test('of a kernel that one may not see are other programs’', () => {
    const accounts = new Accounts();
    for (const s of [0, 1]) {
      const kernels = new Map(['k0', 'k1', 'k2'].map((id, n) => [id, { cpuSeconds: s * (n + 1) }]));
      accounts.look({ atMs: s * 1000, busySeconds: s * 8, kernels });
      accounts.settle(s * 1000, { shared: { joules: s * 90, coveredMs: 1000 }, gpus: [] }, 10);
    }
    expect(energySeen(accounts, seen, 0, 1000, 90)).toEqual({
      ...{ kernel: 10, otherKernels: 20, others: 50, idle: 10, undivided: 0 },
    });
  });
});

test('what is left over is nobody’s, what is too much is cut in proportion', () => {
  const split = { kernel: 1, otherKernels: 0, others: 2, idle: 1, undivided: 0 };
  expect(reconciled(split, 10)).toEqual({ ...split, undivided: 6 });
  expect(reconciled(split, 2)).toEqual({ kernel: 0.5, otherKernels: 0, others: 1, idle: 0.5, undivided: 0 });
  expect(reconciled(split, 0)).toEqual({ kernel: 0, otherKernels: 0, others: 0, idle: 0, undivided: 0 });
});
