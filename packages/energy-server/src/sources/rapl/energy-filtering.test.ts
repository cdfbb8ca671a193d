// R38: a processor that blurs its counters says so in a register; through files in the place of /dev/cpu/N/msr.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import { raplDriver } from './driver.ts';
import { filteringNotes } from './energy-filtering.ts';

let host: FakeHost;
beforeEach(() => {
  host = createFakeHost();
  host.machine.write('proc/cpuinfo', 'processor\t: 0\nvendor_id\t: GenuineIntel\n');
  for (const [cpu, number] of [0, 0, 1, 1].entries())
    host.machine.write(`sys/devices/system/cpu/cpu${cpu}/topology/physical_package_id`, `${number}\n`);
});
afterEach(() => host[Symbol.dispose]());

/** A file in which the register lies where the driver has it, little-endian. */
function register(cpu: number, value: number): void {
  host.machine.write(
    `dev/cpu/${cpu}/msr`,
    `${'\0'.repeat(0xbc)}${String.fromCharCode(value)}${'\0'.repeat(7)}`,
  );
}

test('off: nothing is said', () => {
  register(0, 0);
  register(2, 0);
  expect(filteringNotes(host)).toEqual([]);
});

test('on in one of two processors: that one is named; other bits of the register mean something else', () => {
  register(0, 0b1110);
  register(2, 0b0001);
  expect(filteringNotes(host)).toEqual([expect.stringMatching(/^Processor 1: energy filtering is on/)]);
});

test('on in both', () => {
  register(0, 1);
  register(2, 1);
  expect(filteringNotes(host)).toEqual([expect.stringMatching(/^Processors 0, 1: /)]);
});

test('a register that cannot be read, or is another maker’s, says nothing', () => {
  expect(filteringNotes(host)).toEqual([]);
  host.machine.write('dev/cpu/0/msr', 'short');
  expect(filteringNotes(host)).toEqual([]);
  register(0, 1);
  host.machine.write('proc/cpuinfo', 'vendor_id\t: AuthenticAMD\n');
  expect(filteringNotes(host)).toEqual([]);
});

test('the opened source tells it', async () => {
  register(0, 1);
  const zone = 'sys/class/powercap/intel-rapl:0';
  host.machine.write(`${zone}/name`, 'package-0\n');
  host.machine.write(`${zone}/energy_uj`, '1000\n');
  host.machine.write(`${zone}/max_energy_range_uj`, '262143328850\n');
  const [finding] = await raplDriver.discover({ backend: 'powercap' }, host);
  if (finding?.status !== 'ready') throw new Error('not ready');
  await using source = await finding.open();
  expect(source.notes.join()).toContain('energy filtering is on');
});
