// The log: JSON for programs, a short line for people on a terminal.

import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function written(isTTY: boolean, level: string): string {
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  const log = createLog(level, { isTTY, write });
  log.info({ source: 'rapl' }, 'source open');
  log.warn({ reason: 'no "x"' }, 'source failing');
  return text;
}

test('JSON, a line each', () => {
  const lines = written(false, 'info').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'info', source: 'rapl', msg: 'source open', time: expect.stringMatching(/^\d{4}-.*Z$/) },
    { level: 'warn', reason: 'no "x"', msg: 'source failing' },
  ]);
});

test('for people', () => {
  expect(written(true, 'info')).toMatch(
    /^\d\d:\d\d:\d\d info source open source="rapl"\n\d\d:\d\d:\d\d warn source failing reason="no \\"x\\""\n$/,
  );
});

test('nothing below its level', () => {
  expect(written(false, 'warn').trim().split('\n')).toHaveLength(1);
  expect(written(false, 'silent')).toBe('');
});
