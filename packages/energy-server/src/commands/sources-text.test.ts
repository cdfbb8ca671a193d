// What `sources` and `watch` show, as whole texts.

import { type Beat, type ChannelState, type Node, nameOf, type Sources } from '@jupyter-energy/contract';
import { expect, test } from 'vitest';
import { createInk } from './ink.ts';
import { sourcesText } from './sources-text.ts';
import { WatchView } from './watch-view.ts';

const plain = createInk(false, undefined);

function channel(domain: string, watts: number | null, more: Partial<ChannelState> = {}): ChannelState {
  const speaks = { role: 'speaks', because: null } as const;
  const face = { id: `rapl:${domain.slice(17)}`, label: nameOf(domain), domain, kind: 'counter' } as const;
  return { ...face, basis: 'measured', relativeError: null, ...speaks, watts, ...more };
}

const found: Sources = {
  sources: [
    {
      ...{ id: 'rapl', kind: 'rapl', title: 'RAPL', status: 'ready', reason: null, remedy: null },
      notes: ['Read through powercap.'],
      channels: [
        channel('machine/platform/cpu-0', 20),
        channel('machine/platform/cpu-0/cores', 3.5),
        channel('machine/platform/memory-0', 102.3, { basis: 'estimated', relativeError: 0.2 }),
        channel('machine/platform', 17, { role: 'distrusted', because: 'It shows less than its parts.' }),
      ],
    },
    {
      ...{ id: 'nvml', kind: 'nvml', title: 'GPU', status: 'blocked', reason: 'The driver is too old.' },
      ...{ remedy: { text: 'Load it again.', command: 'sudo modprobe -r nvidia' }, notes: [], channels: [] },
    },
  ],
  total: {
    basis: 'estimated',
    watts: 122.3,
    domains: ['machine/platform/cpu-0', 'machine/platform/memory-0'],
    made: 'Processor 0 + Memory 0 (RAPL)',
    notCovered: ['the display', 'fans'],
  },
};

test('sources, for people', () => {
  expect(sourcesText(found, 'read by this command', plain)).toBe(`Power now: ≈ 122 W
made of Processor 0 + Memory 0 (RAPL)

  Processor 0     20.0 W  measured          rapl:cpu-0
    Cores         3.50 W  measured          rapl:cpu-0/cores
    Other parts   16.5 W  the rest
  Memory 0       ≈ 102 W  estimated ± 20 %  rapl:memory-0

Not covered: the display, fans.

RAPL rapl: ready
  note:  Read through powercap.
  rapl: distrusted (17.0 W): It shows less than its parts.

GPU nvml: blocked
  why:   The driver is too old.
  help:  Load it again.
         sudo modprobe -r nvidia

(read by this command)
`);
});

test('where one part is unknown, so is the sum; where nothing is found, that is said', () => {
  const [rapl] = found.sources;
  const channels = (rapl?.channels ?? []).map((one) => ({ ...one, watts: null }));
  const total = { ...found.total, watts: null };
  const unknown = { ...found, total, sources: rapl ? [{ ...rapl, channels }] : [] };
  expect(sourcesText(unknown, '', plain)).toMatch(/^Power now: unknown\n/);
  const nothing = { sources: [], total: { basis: null, watts: null, domains: [], made: '', notCovered: [] } };
  expect(sourcesText(nothing, '', plain)).toMatch(/^Power now: unknown\nNo source can be read\.\n/);
});

test('parts stand in the order that people count in', () => {
  const domains = ['cpu-10', 'cpu-2/cores', 'cpu-2', 'memory-0'].map((name) => `machine/platform/${name}`);
  const channels = domains.map((domain) => channel(domain, 1));
  const [rapl] = found.sources;
  const text = sourcesText({ ...found, sources: rapl ? [{ ...rapl, channels }] : [] }, '', plain);
  expect([...text.matchAll(/^ +(\S+ ?\d*) +1\.00 W/gm)].map(([, name]) => name?.trim())).toEqual([
    'Processor 2',
    'Cores',
    'Processor 10',
    'Memory 0',
  ]);
});

test('colour only on a terminal, and not where NO_COLOR is set', () => {
  expect(sourcesText(found, '', createInk(true, undefined))).toContain('\x1b[1m');
  expect(sourcesText(found, '', createInk(true, '1'))).not.toContain('\x1b');
  expect(sourcesText(found, '', createInk(true, ''))).toContain('\x1b');
});

function beat(watts: number | null): Beat {
  const meter = {
    basis: 'measured',
    relativeError: null,
    joules: 3_600,
    joulesBasis: 'measured',
    coveredSeconds: 60,
  } as const;
  const node = (id: string, parent: string | null, share: number): Node => ({
    ...{ id, parent, label: id, rest: false, ...meter },
    watts: watts === null ? null : watts * share,
  });
  const nodes = [node('machine', null, 1), node('machine/a', 'machine', 0.5)];
  return { at: 61_000, startedAt: 1_000, total: { ...meter, watts }, nodes, kernels: [], split: null };
}

test('watch: bars relative to the sum, sparks relative to the greatest, a blank where nothing is known', () => {
  const view = new WatchView('here', plain);
  view.lines(beat(10), 80, 24);
  view.lines(beat(null), 80, 24);
  expect(view.lines(beat(20), 80, 24)).toEqual([
    '20.0 W   measured',
    '3.60 kJ (1.00 Wh) in 0:01:00',
    '',
    'machine      20.0 W  ████████████████████  ▅ █',
    '  machine/a  10.0 W  ██████████··········  ▅ █',
    '',
    'here · q ends',
  ]);
});

test('watch: no line is wider and none are more than the terminal', () => {
  const lines = new WatchView('a long way from here', plain).lines(beat(20), 20, 5);
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(20);
});
