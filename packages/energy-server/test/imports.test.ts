// What the program loads before anybody needs it: not fetch, TLS and cryptography, a third of its memory.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../src/commands/run.ts', import.meta.url));

/** Node's own modules that are loaded once `code` has run, in a process of its own. */
function loadedBy(code: string): readonly string[] {
  const telling = `${code}; console.log(JSON.stringify(process.moduleLoadList))`;
  const told = execFileSync(process.execPath, ['--input-type=module', '-e', telling], { encoding: 'utf8' });
  return JSON.parse(told) as string[];
}

test.each([
  ['fetch', 'NativeModule internal/deps/undici/undici', "import 'node:http'"],
  ['TLS', 'NativeModule tls', "import 'node:https'"],
  ['cryptography', 'NativeModule internal/crypto/keys', "import 'node:crypto'"],
])('starting loads no %s', (_, module, whatLoadsIt) => {
  expect(loadedBy(whatLoadsIt)).toContain(module);
  expect(loadedBy(`await import(${JSON.stringify(program)})`)).not.toContain(module);
});
