// Chips of files: what each is taken for, what it tells, and what happens when it sleeps, lies or goes.

import { afterEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../../test/fakes/fake-host.ts';
import { createMeter } from '../../energy/meter.ts';
import type { EnergySource } from '../source.ts';
import { hwmonDriver } from './driver.ts';

let host: FakeHost;
afterEach(() => host[Symbol.dispose]());

const CARD = '0000:03:00.0';

/** A chip at `class/hwmon/hwmonN`, its files there and its device's files beside `device`. */
function addChip(index: number, device: string, own: Files, beside: Files = {}): void {
  const folder = `sys/class/hwmon/hwmon${index}`;
  host.machine.link(`${folder}/device`, `../../../devices/${device}`);
  for (const [file, text] of Object.entries({ uevent: '', ...beside })) {
    host.machine.write(`sys/devices/${device}/${file}`, `${text}\n`);
  }
  for (const [file, text] of Object.entries(own)) host.machine.write(`${folder}/${file}`, `${text}\n`);
}
type Files = Readonly<Record<string, string>>;

function onMachine(): void {
  host = createFakeHost();
}

async function find(options: object = {}) {
  return hwmonDriver.discover(hwmonDriver.options.parse(options), host);
}

async function openOnly(options: object = {}): Promise<EnergySource> {
  const [finding, ...more] = await find(options);
  if (finding?.status !== 'ready' || more.length > 0) throw new Error('one device that is ready expected');
  return finding.open();
}

async function valuesOf(source: EnergySource): Promise<readonly number[]> {
  return (await source.read()).map((reading) => (reading.kind === 'gauge' ? reading.watts : reading.joules));
}

describe('what a chip is taken for', () => {
  const power = { power1_average: '35000000' };
  test.each([
    ['a card', { name: 'amdgpu', ...power }, { unique_id: 'ab12' }, 'machine/gpu-ab12'],
    ['a card without a number of its own', { name: 'amdgpu', ...power }, {}, `machine/gpu-${CARD}`],
    ['a card that tells power now', { name: 'amdgpu', power1_input: '35000000' }, {}, `machine/gpu-${CARD}`],
    [
      'graphics in a processor',
      { name: 'amdgpu', ...power, in1_label: 'vddnb', power1_label: 'PPT' },
      {},
      'machine/platform/cpu-0',
    ],
    [
      'a label that proves nothing',
      { name: 'amdgpu', ...power, power1_label: 'PPT' },
      { boot_vga: '1' },
      `machine/gpu-${CARD}`,
    ],
    ['a board, the old way', { name: 'power_meter' }, power, 'machine'],
    ['a board, named beside its files', {}, { name: 'power_meter', ...power }, 'machine'],
    [
      'a Jetson',
      { name: 'ina3221', in1_label: 'VDD_IN', in1_input: '5000', curr1_input: '7000' },
      {},
      'machine/platform',
    ],
  ] as const)('%s', async (_, own, beside, domain) => {
    onMachine();
    addChip(0, CARD, own, beside);
    await using source = await openOnly();
    expect(source.channels.map((channel) => channel.domain)).toEqual([domain]);
    expect(await valuesOf(source)).toEqual([35]);
  });

  test.each([
    ['a thermometer', { name: 'coretemp', temp1_input: '42000' }, {}],
    ['a card without power', { name: 'amdgpu', temp1_input: '42000' }, {}],
    ['a tile inside a card', { name: 'i915_gt0', energy1_input: '1' }, {}],
    ["a battery's meter", { name: 'power_meter' }, { power1_average: '9000000', power1_is_battery: '1' }],
    [
      'unconnected inputs',
      {
        name: 'ina3221',
        in1_label: 'NC',
        in1_input: '8',
        curr1_input: '8',
        in2_input: '1',
        curr2_input: '1',
        in2_enable: '0',
      },
      {},
    ],
  ])('not: %s', async (_, own, beside) => {
    onMachine();
    addChip(0, CARD, own, beside);
    expect(await find()).toEqual([]);
  });

  test('not without a device, nor when switched off', async () => {
    onMachine();
    host.machine.write('sys/class/hwmon/hwmon0/name', 'amdgpu\n');
    host.machine.write('sys/class/hwmon/hwmon0/power1_input', '1\n');
    expect(await find()).toEqual([]);
    addChip(1, CARD, { name: 'amdgpu', power1_input: '1' });
    expect(await find({ enabled: false })).toEqual([]);
  });
});

describe('rails', () => {
  const chip = { name: 'ina226', in1_input: '12000', curr1_input: '2000', power1_input: '24000000' };

  test('that nobody explained are shown, not counted', async () => {
    onMachine();
    addChip(0, '1-0041', chip);
    await using source = await openOnly();
    expect(source.channels[0]).toMatchObject({
      domain: 'elsewhere/ina226@1-0041:1',
      distrusted: expect.stringContaining('Set rails in the section hwmon'),
    });
    expect(await valuesOf(source)).toEqual([24]);
  });

  test.each([
    ['this computer', 'machine', undefined],
    ['main board', 'machine/platform', undefined],
    ['something else', 'elsewhere/ina226@1-0041:1', expect.stringContaining('something else')],
  ])('that feed %s', async (feeds, domain, distrusted) => {
    onMachine();
    addChip(0, '1-0041', chip);
    await using source = await openOnly({ rails: [{ id: 'ina226@1-0041:1', feeds, name: 'Input' }] });
    expect(source.channels[0]).toMatchObject({ label: 'Input', domain });
    expect(source.channels[0]?.distrusted).toEqual(distrusted);
  });

  test('one that fails hides no other', async () => {
    onMachine();
    const inputs = { in1_input: '5000', curr1_input: '1000', in2_input: '5000', curr2_input: '2000' };
    addChip(0, '1-0040', { name: 'ina3221', in1_label: 'VDD_CPU', in2_label: 'VDD_SOC', ...inputs });
    await using source = await openOnly();
    host.machine.refuse('sys/class/hwmon/hwmon0/curr1_input', 'EIO');
    expect(await valuesOf(source)).toEqual([10]);
  });
});

describe('Intel cards', () => {
  test('count the card, not its package, and refuse terawatts', async () => {
    onMachine();
    const counters = {
      energy1_input: '70000000',
      energy1_label: 'card',
      energy2_input: '50000000',
      energy2_label: 'pkg',
    };
    addChip(0, CARD, { name: 'xe', ...counters });
    await using source = await openOnly();
    const [channel] = source.channels;
    if (channel === undefined) throw new Error('no channel');
    const meter = createMeter(channel);
    const outcomes: unknown[] = [];
    for (const microjoules of ['70000000', '90000000', '4611686018427387904', '4611686018447387904']) {
      host.machine.write('sys/class/hwmon/hwmon0/energy1_input', `${microjoules}\n`);
      const [reading] = await source.read();
      const step = reading && meter.take(reading);
      outcomes.push(step && [step.outcome, Math.round(step.joules)]);
      host.clock.pass(1000);
    }
    expect(outcomes).toEqual([
      ['first', 0],
      ['advanced', 20],
      ['spike', 0],
      ['advanced', 20],
    ]);
  });

  test('that tell their package only say so', async () => {
    onMachine();
    addChip(0, CARD, { name: 'xe', energy2_input: '50000000', energy2_label: 'pkg' });
    await using source = await openOnly();
    expect(source.notes.join()).toContain('processor only');
    expect(await valuesOf(source)).toEqual([50]);
  });
});

describe('a source', () => {
  test('leaves a sleeping card asleep', async () => {
    onMachine();
    addChip(0, CARD, { name: 'amdgpu', power1_average: '5000000' }, { 'power/runtime_status': 'suspended' });
    await using source = await openOnly();
    host.machine.refuse('sys/class/hwmon/hwmon0/power1_average', 'EIO');
    expect(await valuesOf(source)).toEqual([]);
    expect(source.channels).toEqual([]);
    host.machine.refuse('sys/class/hwmon/hwmon0/power1_average', null);
    host.machine.write(`sys/devices/${CARD}/power/runtime_status`, 'active\n');
    expect(await valuesOf(source)).toEqual([5]);
    expect(source.channels).toMatchObject([{ domain: `machine/gpu-${CARD}` }]);
  });

  test('a window longer than a second is told, and an accuracy that means something', async () => {
    onMachine();
    const meter = { power1_average: '300000000', power1_average_interval: '30000', power1_accuracy: '97.5%' };
    addChip(0, 'ACPI000D:00', { name: 'power_meter' }, meter);
    await using source = await openOnly();
    expect(source.notes).toEqual(['The meter tells the mean of the last 30 s.']);
    expect(source.channels[0]).toMatchObject({ relativeError: 0.025, maxGapMs: 75_000 });
  });

  test.each(['-1', '', 'abc', '4294967295000'])('a figure of "%s" is a failed read', async (text) => {
    onMachine();
    addChip(0, 'ACPI000D:00', { name: 'power_meter' }, { power1_average: text });
    await using source = await openOnly();
    await expect(source.read()).rejects.toMatchObject({ recovery: 'retry' });
  });

  test('whose device goes is looked for again', async () => {
    onMachine();
    addChip(0, CARD, { name: 'amdgpu', power1_average: '5000000' });
    await using source = await openOnly();
    host.machine.remove('sys/class/hwmon/hwmon0');
    await expect(source.read()).rejects.toMatchObject({ recovery: 'reopen' });
  });

  test('that only root may read is blocked, with the one right that helps', async () => {
    onMachine();
    addChip(0, CARD, { name: 'amdgpu', power1_average: '5000000' });
    host.machine.refuse('sys/class/hwmon/hwmon0/power1_average', 'EACCES');
    expect(await find()).toMatchObject([
      { status: 'blocked', remedy: { command: expect.stringContaining('+dac_read_search') } },
    ]);
  });
});

test('four Grace modules are one sum, whatever their order, and rails of two sockets have two names', async () => {
  onMachine();
  for (const socket of [0, 1, 2, 3]) {
    const meter = (rail: string, watts: number) => ({
      power1_oem_info: `${rail} Power Socket ${socket}`,
      power1_average: `${watts}000000`,
    });
    addChip(9 - 2 * socket, `ACPI000D:0${2 * socket}`, { name: 'power_meter' }, meter('Module', 500));
    addChip(8 - 2 * socket, `ACPI000D:0${2 * socket + 1}`, { name: 'power_meter' }, meter('CPU', 150));
  }
  await using source = await openOnly();
  expect(source.channels.map(({ id }) => id)).toEqual([
    'hwmon:grace:module',
    ...[0, 1, 2, 3].map((socket) => `hwmon:grace:cpu-${socket}`),
  ]);
  expect(await valuesOf(source)).toEqual([2000, 150, 150, 150, 150]);
});
