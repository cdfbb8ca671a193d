// What the bridge tells Node is found in its source.

import { expect, test } from 'vitest';
import { bridgesNode } from './big-machine.ts';

test('the benchmark finds what the bridge tells Node', () => {
  const { flags, nodeOptions } = bridgesNode();
  expect(flags.length).toBeGreaterThan(0);
  for (const flag of [...flags, nodeOptions]) expect(flag).toMatch(/^--[a-z-]+(=\d+)?$/);
});
