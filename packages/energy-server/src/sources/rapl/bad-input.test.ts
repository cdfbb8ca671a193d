// Whatever lies in sysfs and procfs: a gap or a clear error, never a crash, and never a number out of nothing.

import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import { Machine } from '../../../test/fakes/machine.ts';
import { parseDecimal } from '../file-text.ts';
import { type EnergySource, SourceError } from '../source.ts';
import { parseCpuList } from './cpu-list.ts';
import { raplDriver } from './driver.ts';

test.each([
  ['123', 123],
  ['123\n', 123],
  ['  7  \n', 7],
  ['0', 0],
  ['', null],
  ['\n', null],
  ['-1', null],
  ['abc', null],
  ['1e9', null],
  ['0x10', null],
  ['12 34', null],
  ['9'.repeat(40), null],
  ['1\0', null],
])('R32: a file with %j holds %s', (text, number) => expect(parseDecimal(text)).toBe(number));

test.each([
  ['0', [0]],
  ['0,18\n', [0, 18]],
  ['0-2,8', [0, 1, 2, 8]],
  ['4,0', [0, 4]],
  ['', []],
  ['3-1', []],
  ['0-999999', []],
  ['a', []],
  ['0,,1', []],
  // Thousands of millions of numbers, in a file that is not too large to be read.
  [Array(400_000).fill('0-65000').join(','), []],
])('the list %.40j names %j', (text, cpus) => expect(parseCpuList(text)).toEqual(cpus));

const paths = [
  'sys/class/powercap/intel-rapl:0/name',
  'sys/class/powercap/intel-rapl:0/energy_uj',
  'sys/class/powercap/intel-rapl:0/max_energy_range_uj',
  'sys/class/powercap/intel-rapl:0/constraint_0_max_power_uw',
  'sys/class/powercap/intel-rapl:0/intel-rapl:0:0/name',
  'sys/class/powercap/intel-rapl:1/name',
  'sys/class/powercap/intel-rapl:1/energy_uj',
  'sys/bus/event_source/devices/power/type',
  'sys/bus/event_source/devices/power/cpumask',
  'sys/bus/event_source/devices/power/events/energy-pkg',
  'sys/bus/event_source/devices/power/events/energy-pkg.scale',
  'sys/bus/event_source/devices/power/events/energy-pkg.unit',
  'sys/devices/system/cpu/cpu0/topology/physical_package_id',
  'sys/devices/system/cpu/cpu0/topology/die_id',
  'proc/stat',
  'proc/cpuinfo',
  'proc/self/mountinfo',
  'proc/sys/kernel/perf_event_paranoid',
];

const contents = fc.oneof(
  fc.constantFrom(
    '',
    '\n',
    '-1',
    'abc',
    '0',
    '0\0',
    'NaN',
    'Infinity',
    '1e999',
    '99999999999999999999',
    'package-0',
    'psys',
  ),
  fc.constantFrom(
    '0-65535',
    '0,0',
    'event=',
    'event=0x02',
    'event=0xffffffff',
    'Joules',
    'package-99999-die-1',
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.nat().map(String),
);

const damages = fc.record({
  path: fc.constantFrom(...paths),
  how: fc.oneof(
    contents.map((text) => ({ kind: 'write' as const, text })),
    fc.constantFrom('EIO', 'EACCES', 'ENODEV', 'ESTALE').map((code) => ({ kind: 'refuse' as const, code })),
    fc.constant({ kind: 'remove' as const }),
  ),
});
type Damage = typeof damages extends fc.Arbitrary<infer T> ? T : never;

function inflict({ machine }: FakeHost, { path, how }: Damage): void {
  if (how.kind === 'write') machine.write(path, how.text);
  else if (how.kind === 'refuse') machine.refuse(path, how.code);
  else machine.remove(path);
}

async function openAny(host: FakeHost): Promise<EnergySource | null> {
  for (const finding of await raplDriver.discover({ backend: 'auto' }, host)) {
    if (finding.status === 'ready') return finding.open();
    expect(finding.reason).not.toBe('');
    expect(finding.remedy.text).not.toBe('');
  }
  return null;
}

/** Any reading is finite and of a channel that exists; any failure says what to do next. */
async function readSoundly(source: EnergySource): Promise<void> {
  const known = new Set(source.channels.map(({ id }) => id));
  try {
    for (const reading of await source.read()) {
      expect(known).toContain(reading.channel);
      expect(Number.isFinite(reading.kind === 'counter' ? reading.joules : reading.watts)).toBe(true);
    }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    expect(error.message).not.toBe('');
  }
}

describe('any damage', () => {
  test('before and after opening, at any place', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(damages, { maxLength: 4 }),
        fc.array(damages, { maxLength: 4 }),
        async (early, late) => {
          using host = createFakeHost(Machine.specimen('epyc'));
          host.perfEvents.set(2, 0, 0);
          for (const damage of early) inflict(host, damage);
          const source = await openAny(host);
          if (source === null) return;
          await readSoundly(source);
          for (const damage of late) inflict(host, damage);
          for (let beat = 0; beat < 3; beat++) {
            host.clock.pass(31_000);
            await readSoundly(source);
          }
          await source[Symbol.asyncDispose]();
        },
      ),
      { numRuns: 100 },
    );
  }, 60_000);

  test('an endless file and a link to itself in the place of a counter', async () => {
    using host = createFakeHost(Machine.specimen('laptop'));
    const path = join(host.machine.root, 'sys/class/powercap/intel-rapl:0');
    host.machine.write('sys/class/powercap/intel-rapl:1/energy_uj', '1'.repeat(5 * 1024 * 1024));
    for (const name of ['energy_uj', 'max_energy_range_uj']) {
      rmSync(join(path, name));
      symlinkSync(name === 'energy_uj' ? '/dev/zero' : name, join(path, name));
    }
    const source = await openAny(host);
    expect(source?.channels.map(({ id }) => id)).toContain('rapl:cpu-0');
    if (source !== null) await readSoundly(source);
  });
});
