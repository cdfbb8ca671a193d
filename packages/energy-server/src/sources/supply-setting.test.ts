// Which of several power supplies a meter measures: what is taken, and what becomes of it in each kind of meter.

import { expect, test } from 'vitest';
import { drivers } from './drivers.ts';
import { fedDomain } from './feeds-setting.ts';
import { supplyOf } from './supply-setting.ts';
import { BoardOptions } from './wall-meter/options.ts';
import { outletChannels } from './wall-meter/outlets.ts';

test.each([
  ['1 of 2', true],
  ['2 of 2', true],
  ['9 of 9', true],
  ['3 of 2', false],
  ['0 of 2', false],
  ['1 of 1', false],
  ['1/2', false],
  ['', false],
])('%j is a supply: %s', (supply, taken) => {
  const sections = {
    plug: { plugs: [{ address: 'desk', feeds: 'this computer', supply }] },
    nut: { ups: [{ name: 'ups', supply }] },
    'wall-meter': { boards: [{ outlets: { 1: { feeds: 'this computer', supply } } }] },
  };
  const verdicts = Object.entries(sections).map(
    ([kind, given]) => drivers.find((driver) => driver.kind === kind)?.options.safeParse(given).success,
  );
  expect(verdicts).toEqual([taken, taken, taken]);
});

test('it is said of a channel only where the meter feeds this computer', () => {
  expect(supplyOf('this computer', '2 of 3')).toEqual({ supply: { number: 2, of: 3 } });
  expect([supplyOf('something else', '2 of 3'), supplyOf('this computer', null)]).toEqual([{}, {}]);
});

test('outlets of one board are added from one frame, unless it is said which supply each feeds', () => {
  const channelsOf = (one: object, two: object) =>
    outletChannels('board', BoardOptions.parse({ outlets: { 1: one, 2: two } })).map(({ face }) => face);
  const computer = { feeds: 'this computer' };
  expect(channelsOf(computer, computer)).toMatchObject([{ id: 'board:both', domain: 'machine' }]);
  expect(channelsOf({ ...computer, supply: '1 of 3' }, { ...computer, supply: '2 of 3' })).toMatchObject([
    { id: 'board:outlet-1', domain: 'machine', supply: { number: 1, of: 3 } },
    { id: 'board:outlet-2', domain: 'machine', supply: { number: 2, of: 3 } },
  ]);
});

test('what feeds something else lies outside of the machine', () => {
  expect([fedDomain('this computer', 'ipmi'), fedDomain('something else', 'ipmi')]).toEqual([
    'machine',
    'elsewhere/ipmi',
  ]);
});
