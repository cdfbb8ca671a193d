// `npm start -- …`: what is understood, and what is refused with a reason.

import { describe, expect, test } from 'vitest';
import { startOptions } from './options.ts';

describe('what npm start understands', () => {
  test.each([
    [[], { app: 'lab', simulate: null, browser: true, port: null }],
    [['--notebook'], { app: 'notebook' }],
    [['--simulate'], { simulate: 'laptop' }],
    [['--simulate', 'server'], { simulate: 'server' }],
    [['--simulate', '--no-browser'], { simulate: 'laptop', browser: false }],
    [['--port', '9999'], { port: 9999 }],
    [['--help'], { help: true }],
  ])('%j', (args, expected) => {
    expect(startOptions(args)).toMatchObject(expected);
  });

  test.each([
    [['--simulat'], /simulat/],
    [['--port', 'high'], /--port high/],
    [['--port', '0'], /--port 0/],
    [['--port', '70000'], /--port 70000/],
    [['notebook.ipynb'], /notebook\.ipynb/],
  ])('%j is refused', (args, reason) => {
    expect(() => startOptions(args)).toThrow(reason);
  });
});
