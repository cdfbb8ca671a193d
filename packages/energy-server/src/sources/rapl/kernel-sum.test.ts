// R22: the kernel's own sum falls back where nobody reads above 200 W; with the energy server's reads it cannot.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import { Machine } from '../../../test/fakes/machine.ts';
import { RaplKernel } from '../../../test/fakes/rapl-kernel.ts';
import { createMeter } from '../../energy/meter.ts';
import type { Step } from '../../energy/step.ts';
import { raplDriver } from './driver.ts';

const PMU = 'sys/bus/event_source/devices/power';
/** AMD's unit is 2^-16 J: the counter goes round after 65536 J. */
const UNIT_BITS = 16;

let host: FakeHost;
beforeEach(() => {
  host = createFakeHost(
    Machine.of({
      [`${PMU}/type`]: '23\n',
      [`${PMU}/cpumask`]: '0\n',
      [`${PMU}/events/energy-pkg`]: 'event=0x02\n',
      [`${PMU}/events/energy-pkg.scale`]: '2.3283064365386962890625e-10\n',
      [`${PMU}/events/energy-pkg.unit`]: 'Joules\n',
      'sys/devices/system/cpu/cpu0/topology/physical_package_id': '0\n',
    }),
  );
});
afterEach(() => host[Symbol.dispose]());

/** What comes of a processor of constant power that is read so often. */
async function watch(watts: number, everyMs: number, times: number) {
  const kernel = new RaplKernel({ watts, unitBits: UNIT_BITS, clock: host.clock });
  const [finding] = await raplDriver.discover({ backend: 'auto' }, { ...host, perfEvents: kernel });
  if (finding?.status !== 'ready') throw new Error(JSON.stringify(finding));
  await using source = await finding.open();
  const [channel] = source.channels;
  if (channel === undefined) throw new Error('no channel');
  const meter = createMeter(channel);
  const steps: Step[] = [];
  const raw: number[] = [];
  for (let beat = 0; beat <= times; beat++) {
    for (const reading of await source.read()) {
      if (reading.kind === 'counter') raw.push(reading.joules);
      steps.push(...[meter.take(reading) ?? []].flat());
    }
    if (beat < times) host.clock.pass(everyMs);
  }
  return { kernel, raw, steps: steps.slice(1) };
}

test('400 W for a day, read every 30 s: every joule, and no gap', async () => {
  const { kernel, steps } = await watch(400, 30_000, 2_880);
  expect(new Set(steps.map(({ outcome }) => outcome))).toEqual(new Set(['advanced']));
  const joules = steps.reduce((sum, step) => sum + step.joules, 0);
  expect(kernel.joules).toBe(34_560_000);
  // The first move of a counter that stood at 0 tells from where it counts.
  expect(kernel.joules - joules).toBeGreaterThanOrEqual(0);
  expect(kernel.joules - joules).toBeLessThan(400 * 30 + 1);
});

test('280 W, read every 800 s as by nobody of ours: the sum falls back, and nothing is counted', async () => {
  const { raw, steps } = await watch(280, 800_000, 20);
  expect(raw.some((joules, index) => joules < (raw[index - 1] ?? 0))).toBe(true);
  for (const { outcome, joules } of steps)
    expect([outcome, joules]).not.toEqual(['advanced', expect.anything()]);
  expect(steps.reduce((sum, { joules }) => sum + joules, 0)).toBe(0);
});
