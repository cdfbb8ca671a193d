// `npm run simulate:mcp -- …`: what is understood, and what is refused with a reason.

import { expect, test } from 'vitest';
import { simulationOf } from './options.ts';

test('nothing given is a board as the factory made it, to which nothing happens', () => {
  const { setup, course, link, help } = simulationOf([]);
  expect(setup).toMatchObject({ n: 4, volts: 230.1, hertz: 50, status: 0, ranges: [19, 19] });
  expect(course).toEqual({ rangeChanges: [], misbehaviours: [], misbehaveAfterMs: 0, unplugMs: null });
  expect([link, help]).toEqual(['/tmp/ttyMCP', false]);
});

test('all that happens, at its time', () => {
  const given = '--range-after 20s:6 --range-after 1500ms:19 --misbehave nak,every=5 --misbehave silence';
  const { course } = simulationOf(`${given} --misbehave-after 0.5s --unplug 2s`.split(' '));
  expect(course).toEqual({
    rangeChanges: [
      { afterMs: 20_000, range: 6 },
      { afterMs: 1_500, range: 19 },
    ],
    misbehaviours: [
      { name: 'nak', every: 5 },
      { name: 'silence', every: 1 },
    ],
    misbehaveAfterMs: 500,
    unplugMs: 2_000,
  });
});

test.each([
  ['--volts 120', { volts: 120 }],
  ['--hertz 60', { hertz: 60 }],
  ['--range 6', { ranges: [6, 6] }],
  ['--interval 1', { n: 1 }],
])('%s', (given, expected) => {
  expect(simulationOf(given.split(' ')).setup).toMatchObject(expected);
});

test.each([
  ['--trace sine:60,40,10s', 0, 60],
  ['--trace sine:60,40,10s', 2_500, 100],
  ['--trace square:20,80,5s', 3_000, 80],
  ['--trace ramp:0,100,60s', 30_000, 50],
  ['--trace constant:50', 7, 50],
])('%s, after %i ms: %i W', (given, atMs, watts) => {
  expect(simulationOf(given.split(' ')).setup.traces?.[0].watts(atMs)).toBeCloseTo(watts, 9);
});

test.each([
  ['--volts 12', /--volts wants a number from 80 to 280, not "12"/],
  ['--volts 120V', /--volts/],
  ['--hertz 400', /--hertz wants a number from 45 to 65/],
  ['--range 6.5', /--range wants a whole number from 0 to 31, not "6.5"/],
  ['--range 19ms', /--range/],
  ['--interval 9', /--interval/],
  ['--unplug 10', /--unplug wants a time up to a day, such as 20s or 1500ms, not "10"/],
  ['--range-after 6', /--range-after is a time and a range, such as 20s:6, not "6"/],
  ['--range-after 20s', /a time and a range/],
  ['--range-after 20s:6:7', /a time and a range/],
  ['--range-after 20:6', /--range-after wants a time .* not "20"/],
  ['--range-after 20s:32', /--range-after wants a whole number from 0 to 31, not "32"/],
  ['--range-after 20s:', /whole number/],
  ['--misbehave-after 20s', /no --misbehave says what/],
  ['--misbehave nak --misbehave-after soon', /--misbehave-after wants a time/],
  ['--misbehave lie', /"lie" is no misbehaviour; there are/],
  ['--trace square:20,80,5', /is no trace/],
  ['--trace constant:50s', /is no trace/],
  ['--trace sine:40,60,10s', /swings below 0 W/],
  ['--trace constant', /is no trace/],
  ['--watts 7', /--watts/],
])('%s is refused', (given, reason) => {
  expect(() => simulationOf(given.split(' '))).toThrow(reason);
});
