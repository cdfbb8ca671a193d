// Names of parts and spoken quantities, in the language of the source.

import { cpuDomain, gpuDomain, memoryDomain, nameOf } from '@jupyter-energy/contract';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, test } from 'vitest';
import { Format } from './format.ts';
import { domainName, partName } from './part-names.ts';
import { silentWords } from './silent-channel.ts';
import { spoken } from './spoken.ts';

const plainBundle = nullTranslator.load('jupyter_energy');

describe('names', () => {
  test.each([
    ['machine'],
    ['machine/platform'],
    [cpuDomain(0)],
    [`${cpuDomain(1)}/cores`],
    [`${cpuDomain(1)}/uncore`],
    [memoryDomain(3)],
    [gpuDomain('abc')],
    ['machine/something-else'],
  ])('%s is named as the contract names it', (domain) => {
    expect(domainName(domain, plainBundle)).toBe(nameOf(domain));
  });

  test('a label of its own stays, a rest is "Other"', () => {
    const id = gpuDomain('abc');
    expect(partName({ id, label: 'NVIDIA H200', rest: false }, plainBundle)).toBe('NVIDIA H200');
    expect(partName({ id, label: nameOf(id), rest: false }, plainBundle)).toBe('GPU abc');
    expect(partName({ id: 'machine/rest', label: 'x', rest: true }, plainBundle)).toBe('Other');
  });
});

test.each([
  [0.0234, '23.4 milliwatts', '23.4 millijoules', '6.50 microwatt-hours'],
  [23.4, '23.4 watts', '23.4 joules', '6.50 milliwatt-hours'],
  [23_400, '23.4 kilowatts', '23.4 kilojoules', '6.50 watt-hours'],
  [23.4e6, '23.4 megawatts', '23.4 megajoules', '6.50 kilowatt-hours'],
  [23.4e9, '23,400 megawatts', '23.4 gigajoules', '6.50 megawatt-hours'],
])('%d is spoken with the names of its units', (value, watts, joules, wattHours) => {
  const format = new Format('en');
  expect(spoken(format.power(value), false, plainBundle)).toBe(watts);
  expect(spoken(format.energy(value, 'J'), false, plainBundle)).toBe(joules);
  expect(spoken(format.energy(value, 'Wh'), true, plainBundle)).toBe(`about ${wattHours}`);
});

test.each([
  ['elsewhere', 12.34, 'It feeds something else.', 'Outlet 2, 12.3 W. It feeds something else.'],
  [
    'duplicate',
    12.34,
    'Battery covers the same part.',
    'Outlet 2, 12.3 W: not counted. Battery covers the same part.',
  ],
  ['distrusted', null, 'It stands still.', 'Outlet 2, power unknown: not counted. It stands still.'],
  ['distrusted', 0, null, 'Outlet 2, 0 W: not counted.'],
] as const)('a channel that is %s and says %d W', (role, watts, because, words) => {
  const channel = {
    domain: 'elsewhere/o2',
    label: 'Outlet 2',
    basis: 'measured',
    role,
    because,
    watts,
  } as const;
  const language = { trans: plainBundle, format: new Format('en') };
  expect(silentWords(channel, language).replaceAll('\u00A0', ' ')).toBe(words);
});
