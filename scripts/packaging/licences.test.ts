// Which packages went into a bundle, told from the paths of its files.

import { expect, test } from 'vitest';
import { packagesIn } from './licences.ts';

test('every package once, also scoped and nested ones; none for our own files', () => {
  const files = [
    '/x/packages/energy-server/src/main.ts',
    '/x/node_modules/pino/lib/tools.js',
    '/x/node_modules/pino/pino.js',
    '/x/node_modules/@hono/node-server/dist/index.mjs',
    '/x/node_modules/pino/node_modules/on-exit-leak-free/index.js',
  ];
  expect(packagesIn(files)).toEqual([
    '/x/node_modules/@hono/node-server',
    '/x/node_modules/pino',
    '/x/node_modules/pino/node_modules/on-exit-leak-free',
  ]);
});
