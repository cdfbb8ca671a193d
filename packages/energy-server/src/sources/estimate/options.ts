// The settings of the estimate.

import * as z from 'zod';
import { shippedTable } from './shipped-table.ts';

const rowIds = [...shippedTable.rows, ...shippedTable.fallbacks].map((row) => row.id);

export const estimateOptions = z.strictObject({
  enabled: z.boolean().default(true).describe('whether to estimate at all where no meter can be read'),
  cpu: z
    .enum(rowIds)
    .nullable()
    .default(null)
    .describe('row of the table to use, where the processor is not recognised'),
  'tdp-watts': z
    .number()
    .positive()
    .max(1000)
    .nullable()
    .default(null)
    .describe('rated power of the processor of a laptop or desktop, where its name does not tell it'),
  'memory-gb': z
    .number()
    .positive()
    .max(1_000_000)
    .nullable()
    .default(null)
    .describe('installed memory, where /proc/meminfo shows that of another machine'),
  pue: z
    .number()
    .min(1)
    .max(4)
    .default(1)
    .describe('power usage effectiveness of the building, to count its cooling; 1 counts the computer alone'),
  'smt-off': z
    .boolean()
    .default(false)
    .describe(
      'true where a virtual processor is a whole core (AWS m7a, Google t2d): it then draws as two threads',
    ),
});

export type EstimateOptions = z.output<typeof estimateOptions>;
