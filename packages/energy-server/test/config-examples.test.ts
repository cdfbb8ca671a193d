// Every example of a config file in the documentation is one that the energy server takes.

import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { settingsSchema } from '../src/config/settings.ts';
import { drivers } from '../src/sources/drivers.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const pages = globSync(['docs/*.md', 'packages/energy-server/src/sources/*/README.md'], { cwd: root }).sort();

const examples = pages.flatMap((page) =>
  [...readFileSync(`${root}/${page}`, 'utf8').matchAll(/^```toml\n([\s\S]*?)^```/gm)].map(
    ([, text = ''], index) => ({ page, index, text }),
  ),
);

test('there are some', () => expect(examples.length).toBeGreaterThan(8));

test.each(examples)('$page, example $index', ({ text }) => {
  expect(settingsSchema(drivers).safeParse(parse(text)).error).toBeUndefined();
});
