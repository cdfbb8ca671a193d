// The table that ships: complete, plausible, and the same model that its numbers claim.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HostShape, threadsOf, wattsPerThread } from './power-table.ts';
import { rowById, shippedTable } from './shipped-table.ts';

const everyRow = [...shippedTable.rows, ...shippedTable.fallbacks];
const shapes: fc.Arbitrary<HostShape> = fc.record({
  sockets: fc.constantFrom(1, 2, 4, 8),
  coresPerSocket: fc.integer({ min: 1, max: 256 }),
  threadsPerCore: fc.constantFrom(1, 2),
});

describe.each(everyRow.map((row) => [row.id, row] as const))('the row %s', (_, row) => {
  test('has eleven watts per thread that rise with the load', () => {
    expect(row.wattsPerThread).toHaveLength(11);
    for (const [i, w] of row.wattsPerThread.entries()) {
      expect(w).toBeGreaterThan(row.wattsPerThread[i - 1] ?? 0);
    }
  });

  test('keeps rising on servers of every size', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const curve = wattsPerThread(shippedTable, row, shape);
        for (const [i, w] of curve.entries()) expect(w).toBeGreaterThanOrEqual(curve[i - 1] ?? 0);
      }),
    );
  });

  test('is unchanged on the server that it describes, and where the host is unseen', () => {
    expect(wattsPerThread(shippedTable, row, null)).toEqual(row.wattsPerThread);
    const same = wattsPerThread(shippedTable, row, row.host);
    for (const [i, w] of same.entries()) expect(w).toBeCloseTo(row.wattsPerThread[i] ?? 0, 12);
  });
});

describe('scaling', () => {
  const row = rowById('ice-lake-sp');
  if (!row?.host) throw new Error('Ice Lake-SP must have a row with a host');
  const { host } = row;

  test('turning multithreading off changes the watts of a thread, not those of the server', () => {
    const without = { ...host, threadsPerCore: 1 };
    const total = (shape: HostShape) => (wattsPerThread(shippedTable, row, shape)[5] ?? 0) * threadsOf(shape);
    expect(total(without)).toBeCloseTo(total(host), 9);
  });

  test('twice the sockets need 2^a times the watts, worked out by the published exponent', () => {
    const twice = { ...host, sockets: host.sockets * 2 };
    const ratio = (wattsPerThread(shippedTable, row, twice)[10] ?? 0) / (row.wattsPerThread[10] ?? 1);
    expect(ratio).toBeCloseTo(2 ** ((shippedTable.scaling.sockets[10] ?? 0) - 1), 9);
  });
});

test('the measured errors keep what is promised for CPUs left out of the fit', () => {
  expect(shippedTable.spread.known).toBeLessThan(0.2);
  expect(shippedTable.spread.unknown).toBeLessThan(0.3);
});
