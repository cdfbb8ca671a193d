// Writes the exact versions of all Python packages, for every Python from 3.10 on: run it after changing a `.in` file or
// the dependencies in packages/server-extension/pyproject.toml. Needs the package index.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demand } from './tasks/command.ts';
import { main } from './tasks/failure.ts';
import { inRoot, serverExtension } from './tasks/places.ts';
import { step } from './tasks/progress.ts';
import { ensureEnvironment, environment, oldestPython } from './tasks/python.ts';

const pyproject = join(serverExtension, 'pyproject.toml');
const files = { build: [], start: [pyproject], test: [pyproject] };
const next = 'See what uv said above.';

await main(async () => {
  await step('Setting up the resolver', () => ensureEnvironment('pin', 'pin'));
  const uv = environment('pin').program('uv');
  for (const [name, more] of Object.entries(files)) {
    await step(`Pinning ${name}.txt`, async () => {
      const input = inRoot('scripts', 'requirements', `${name}.in`);
      const output = inRoot('scripts', 'requirements', `${name}.txt`);
      const fixed = [
        '--universal',
        '--python-version',
        oldestPython.join('.'),
        '--no-header',
        '--no-annotate',
        '--upgrade',
      ];
      await demand(uv, ['pip', 'compile', '--quiet', ...fixed, input, ...more, '-o', output], next);
      const pins = readFileSync(output, 'utf8');
      writeFileSync(output, `# Made from ${name}.in by \`npm run pin-python\`. Do not edit.\n${pins}`);
    });
  }
  return 0;
});
