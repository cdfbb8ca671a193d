// Which packages went into a bundle, told from the paths of its files.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packagesIn, writeLicences } from './licences.ts';

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

test('a notice goes along with the licence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'licences-'));
  try {
    mkdirSync(join(folder, 'p'));
    writeFileSync(join(folder, 'p', 'package.json'), '{"name":"p","version":"1.0.0","license":"Apache-2.0"}');
    writeFileSync(join(folder, 'p', 'LICENSE'), 'Apache License');
    writeFileSync(join(folder, 'p', 'NOTICE'), 'Copyright 2020 Somebody');
    writeLicences([join(folder, 'p')], join(folder, 'all.txt'));
    const text = readFileSync(join(folder, 'all.txt'), 'utf8');
    expect(text).toContain('p 1.0.0 (Apache-2.0)\n\nApache License\n\nCopyright 2020 Somebody');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
