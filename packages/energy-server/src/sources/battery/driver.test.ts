// Batteries of files: what counts, what is silent, and what is not believed.

import { afterEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import { Machine } from '../../../test/fakes/machine.ts';
import type { EnergySource } from '../source.ts';
import { batteryDriver } from './driver.ts';

const SUPPLY = 'sys/class/power_supply';
let host: FakeHost;
afterEach(() => host[Symbol.dispose]());

function supply(name: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([file, text]) => [`${SUPPLY}/${name}/${file}`, `${text}\n`]),
  );
}
const mains = (online: '0' | '1') => supply('AC', { type: 'Mains', online });
const battery = (name: string, files: Readonly<Record<string, string>>) =>
  supply(name, { type: 'Battery', present: '1', ...files });

function onMachine(...files: readonly Record<string, string>[]): void {
  host = createFakeHost(Machine.of(Object.assign({}, ...files)));
}

async function open(): Promise<EnergySource> {
  const [finding] = await batteryDriver.discover({ enabled: true }, host);
  if (finding?.status !== 'ready') throw new Error('no battery');
  return finding.open();
}

/** Watts after so many milliseconds; null where it says nothing. */
async function wattsAfter(source: EnergySource, ms: number): Promise<number | null> {
  host.clock.pass(ms);
  const [reading] = await source.read();
  return reading?.kind === 'gauge' ? reading.watts : null;
}

describe('found', () => {
  test.each([
    ['nothing', {}],
    ['a desktop with an adapter', mains('1')],
    ['the battery of a mouse', battery('hidpp_battery_0', { scope: 'Device', status: 'Discharging' })],
    ['an empty bay', battery('BAT1', { present: '0', status: 'Unknown' })],
  ])('not: %s', async (_, files) => {
    onMachine(files);
    expect(await batteryDriver.discover({ enabled: true }, host)).toEqual([]);
  });

  test('not when switched off', async () => {
    onMachine(battery('BAT0', { status: 'Discharging' }));
    expect(await batteryDriver.discover({ enabled: false }, host)).toEqual([]);
  });
});

describe('what is told', () => {
  const files = { power_now: '18000000' };
  test.each([
    ['power', [battery('BAT0', { status: 'Discharging', power_now: '-18000000' })], 18],
    [
      'current and voltage',
      [battery('BAT0', { status: 'Discharging', current_now: '-1500000', voltage_now: '12000000' })],
      18,
    ],
    [
      'two that discharge',
      [
        battery('BAT0', { status: 'Discharging', ...files }),
        battery('BAT1', { status: 'Discharging', ...files }),
      ],
      36,
    ],
    [
      'one that rests beside it',
      [
        battery('BAT0', { status: 'Discharging', ...files }),
        battery('BAT1', { status: 'Unknown', power_now: '0' }),
      ],
      18,
    ],
    [
      'one that is charged from the other',
      [
        battery('BAT0', { status: 'Discharging', ...files }),
        battery('BAT1', { status: 'Charging', ...files }),
      ],
      null,
    ],
    ['a weak charger', [battery('BAT0', { status: 'Discharging', ...files }), mains('1')], null],
    ['full, on mains', [battery('BAT0', { status: 'Full', power_now: '0' }), mains('1')], null],
  ] as const)('%s', async (_, machine, watts) => {
    onMachine(mains('0'), ...machine);
    await using source = await open();
    expect(source.channels).toHaveLength(watts === null ? 0 : 1);
    expect(await wattsAfter(source, 0)).toBe(watts);
  });

  test.each([
    ['nothing but its charge', {}],
    ['no watts at all', { power_now: '0' }],
    ['more than any battery', { power_now: '4294967295000' }],
    ['words', { power_now: 'unknown' }],
  ])('a battery that tells %s fails, and is not zero', async (_, told) => {
    onMachine(battery('BAT0', { status: 'Discharging', ...told }));
    await expect(open()).rejects.toMatchObject({ recovery: 'retry' });
  });

  test('is asked once per second at most', async () => {
    onMachine(battery('BAT0', { status: 'Discharging', ...files }));
    await using source = await open();
    const told = [await wattsAfter(source, 0)];
    for (let beat = 0; beat < 10; beat++) told.push(await wattsAfter(source, 100));
    expect(told.filter((watts) => watts !== null)).toHaveLength(2);
  });
});

describe('plugging', () => {
  test('in: silence, and no channel that would keep others from speaking', async () => {
    onMachine(mains('0'), battery('BAT0', { status: 'Discharging', power_now: '18000000' }));
    await using source = await open();
    host.machine.write(`${SUPPLY}/AC/online`, '1\n');
    expect(await wattsAfter(source, 1000)).toBeNull();
    expect(source.channels).toEqual([]);
    expect(source.notes.join()).toContain('mains');
  });

  test('out: the figure of charging is not taken for that of the computer', async () => {
    onMachine(mains('1'), battery('BAT0', { status: 'Charging', power_now: '45000000' }));
    await using source = await open();
    host.machine.write(`${SUPPLY}/AC/online`, '0\n');
    host.machine.write(`${SUPPLY}/BAT0/status`, 'Discharging\n');
    expect([await wattsAfter(source, 1000), await wattsAfter(source, 4999)]).toEqual([null, null]);
    host.machine.write(`${SUPPLY}/BAT0/power_now`, '18000000\n');
    expect(await wattsAfter(source, 1000)).toBe(18);
    expect(source.channels).toHaveLength(1);
  });

  test('a battery that is taken out takes the source with it', async () => {
    onMachine(battery('BAT0', { status: 'Discharging', power_now: '18000000' }));
    await using source = await open();
    host.machine.remove(`${SUPPLY}/BAT0`);
    host.clock.pass(1000);
    await expect(source.read()).rejects.toMatchObject({ recovery: 'reopen' });
  });
});
