// The list of kernels: processor use from two replies, who is listed, and in which order.

import type { Kernel, Kernels } from '@jupyter-energy/contract';
import { expect, test } from 'vitest';
import { KernelList, type KernelOrder, type ListedKernel, sortedKernels } from './kernel-list.ts';

const AT = 1_700_000_000_000;

const kernel = (id: string, more: Partial<Kernel> = {}): Kernel => ({
  ...{
    id,
    name: id,
    path: null,
    pid: 100,
    foundBy: 'bridge',
    state: 'found',
    reason: null,
    activity: 'idle',
  },
  ...{ firstSeenAt: AT, watts: 1, joules: 10, coveredSeconds: 10, cpuSeconds: 5, residentBytes: 1e8 },
  ...{ processes: 1, basis: { total: 'measured', share: 'attributed' } },
  ...more,
});

const told = (seconds: number, ...kernels: Kernel[]): Kernels => ({
  at: AT + seconds * 1_000,
  kernels,
  idleBaseline: { watts: 4, moments: 1, estimated: false },
  split: null,
  reason: null,
  basis: null,
});

function usesAfter(first: Kernels, second: Kernels): (number | null)[] {
  const list = new KernelList();
  list.take(first);
  list.take(second);
  return list.rows.map(({ processors }) => processors);
}

test('processor use is known from the second reply on', () => {
  const list = new KernelList();
  list.take(told(0, kernel('a')));
  expect(list.rows[0]?.processors).toBeNull();
  list.take(told(2, kernel('a', { cpuSeconds: 8 })));
  expect(list.rows[0]?.processors).toBe(1.5);
});

test.each<[string, Partial<Kernel>]>([
  ['was restarted', { pid: 200, cpuSeconds: 6 }],
  ['counts backwards', { cpuSeconds: 1 }],
  ['is no longer told of', { cpuSeconds: null }],
])('the use of a kernel that %s is unknown, not negative', (_, more) => {
  expect(usesAfter(told(0, kernel('a')), told(2, kernel('a', more)))).toEqual([null]);
});

test('two replies within a moment do not make a wild figure of the next', () => {
  const list = new KernelList();
  list.take(told(0, kernel('a')));
  list.take(told(0.1, kernel('a', { cpuSeconds: 5.1 })));
  list.take(told(2, kernel('a', { cpuSeconds: 7 })));
  expect(list.rows[0]?.processors).toBe(1);
});

test('kernels that have ended are not listed, kernels elsewhere are', () => {
  const list = new KernelList();
  list.take(
    told(0, kernel('gone', { state: 'gone' }), kernel('far', { state: 'elsewhere' }), kernel('here')),
  );
  expect(list.rows.map(({ id }) => id)).toEqual(['far', 'here']);
});

test.each<[KernelOrder, boolean, string]>([
  ['name', false, 'a b c'],
  ['name', true, 'c b a'],
  ['power', true, 'b a c'],
  ['power', false, 'a b c'],
  ['energy', true, 'b a c'],
  ['cpu', true, 'a b c'],
  ['memory', true, 'a c b'],
])('sorted by %s (descending: %s): %s', (order, descending, ids) => {
  const row = (id: string, watts: number | null, joules: number | null, bytes: number): ListedKernel => ({
    ...{ id, kernel: kernel(id), watts, joules, processors: null, bytes },
  });
  const rows = [row('c', null, null, 2), row('a', 1, 10, 3), row('b', 2, 20, 1)];
  const sorted = sortedKernels(rows, order, descending, ({ id }) => id);
  expect(sorted.map(({ id }) => id).join(' ')).toBe(ids);
});
