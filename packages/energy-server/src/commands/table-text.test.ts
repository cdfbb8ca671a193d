// What of a table reaches a spreadsheet.

import { expect, test } from 'vitest';
import { csvOf } from './table-text.ts';

test('a name that a spreadsheet would take for a formula is a text; a number below zero stays one', () => {
  const rows = [
    ['=HYPERLINK("http://evil.example";"a.ipynb")', -1.5],
    ['@SUM(A1)', null],
    ['+1', true],
    ['\t=1', 0],
    ['a-b=c.ipynb', 2],
  ];
  expect([...csvOf({ columns: ['name', 'energy_J'], rows })]).toEqual([
    'name,energy_J\r\n',
    `"'=HYPERLINK(""http://evil.example"";""a.ipynb"")",-1.5\r\n`,
    "'@SUM(A1),\r\n",
    "'+1,true\r\n",
    "'\t=1,0\r\n",
    'a-b=c.ipynb,2\r\n',
  ]);
});
