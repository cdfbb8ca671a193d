// Capability masks as /proc/self/status writes them.

import { expect, test } from 'vitest';
import { parseCapabilities } from './identity.ts';

test.each([
  { name: 'an ordinary user', line: 'CapEff:\t0000000000000000', has: [] },
  { name: 'CAP_PERFMON alone', line: 'CapEff:\t0000004000000000', has: ['CAP_PERFMON'] },
  {
    name: 'two, as the service has',
    line: 'CapEff:\t0000004000000004',
    has: ['CAP_DAC_READ_SEARCH', 'CAP_PERFMON'],
  },
  { name: 'no such line', line: 'Name:\tnode', has: [] },
  { name: 'garbage', line: 'CapEff:\txyz', has: [] },
])('$name', ({ line, has }) => {
  expect([
    ...parseCapabilities(`Name:\tnode\nUid:\t0\t0\t0\t0\n${line}\nCapBnd:\t000001ffffffffff\n`),
  ]).toEqual(has);
});

test('root has all 41', () => {
  expect(parseCapabilities('CapEff:\t000001ffffffffff\n').size).toBe(41);
});
