// `npm run bench -- …`: what is understood, and what is refused with a reason.

import { expect, test } from 'vitest';
import { benchOptions } from './options.ts';

const names = ['beat', 'sizes'];

test.each([
  [[], { help: false, only: null, write: false }],
  [['--only', 'sizes,beat'], { only: ['sizes', 'beat'] }],
  [['--write'], { write: true }],
  [['--only', 'beat', '--write'], { only: ['beat'], write: true }],
  [['-h'], { help: true }],
])('%j', (args, expected) => {
  expect(benchOptions(args, names)).toMatchObject(expected);
});

test.each([
  [['--only', 'beat,size'], /no topic size/],
  [['beat'], /beat/],
])('%j is refused', (args, reason) => {
  expect(() => benchOptions(args, names)).toThrow(reason);
});
