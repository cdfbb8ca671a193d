// The privacy floor: who may read more than its clients gives them nothing finer than 100 ms.

import { expect, test } from 'vitest';
import { finestMs } from './finest.ts';

test.each([
  ['root, for itself', 0, [], false, 10],
  ['root, for others', 0, [], true, 100],
  ['a service with CAP_PERFMON, for others', 990, ['CAP_PERFMON'], true, 100],
  ['a service with CAP_DAC_READ_SEARCH, for others', 990, ['CAP_DAC_READ_SEARCH'], true, 100],
  ['a capability that opens no counter', 990, ['CAP_NET_BIND_SERVICE'], true, 10],
  ['a plain user, for others', 1_000, [], true, 10],
  ['a plain user, for themselves', 1_000, [], false, 10],
] as const)('%s', (_, uid, capabilities, reachable, ms) => {
  expect(finestMs({ uid, capabilities: new Set<string>(capabilities) }, reachable)).toBe(ms);
});
