// The whole of /metrics on a machine whose numbers are known, as a golden.

import { expect, test } from 'vitest';
import { counterFor } from '../../test/fakes/scripted-source.ts';
import { makeTree } from '../energy/tree.ts';
import { energyMetrics } from './energy-metrics.ts';
import { renderMetrics } from './metrics.ts';
import type { EnergyView } from './view.ts';

const cpu = counterFor('machine/platform/cpu-0');
const memory = counterFor('machine/platform/memory-0');
const nothing = { reason: null, remedy: null, notes: [], notCovered: [] };
const total = {
  basis: 'measured',
  relativeError: null,
  joules: 130.5,
  joulesBasis: 'estimated',
  coveredSeconds: 6,
  watts: 21.75,
} as const;

const view: EnergyView = {
  version: '1.2.3',
  pid: 7,
  simulated: null,
  startedAt: 1_795_435_200_000,
  finestMs: 100,
  record: null,
  energy: () => [],
  finestStepMs: () => 100,
  beat: { periodMs: 500, reason: 'watched' },
  sources: [
    { id: 'rapl', kind: 'rapl', title: 'RAPL', status: 'ready', ...nothing, channels: [cpu, memory] },
    { id: 'gpu', kind: 'nvml', title: 'GPU', status: 'blocked', ...nothing, channels: [] },
  ],
  tree: makeTree([cpu, memory]),
  history: {
    latest: () => ({ atMs: 6_000, total, nodes: [] }),
    power: () => ({ at: [], series: [] }),
    energy: () => ({ total: null, parts: [] }),
    channelWatts: (id) => (id === cpu.id ? 20 : null),
    duplicates: () => [],
    duplicatePower: () => [],
    recentMean: () => null,
    disagreements: () => [],
    channelTotal: (id) =>
      id === cpu.id ? { joules: 120, coveredMs: 6_000 } : { joules: 10.5, coveredMs: 5_000 },
  },
  kernelsFor: () => {
    throw new Error('no metric asks for kernels');
  },
  grid: {
    standing: () => {
      throw new Error('no metric asks for it');
    },
    places: () => ({ places: [] }),
    choose: () => null,
    buckets: async () => ({ buckets: [], attributions: [] }),
    carbon: async () => [],
  },
  now: () => ({ timelineMs: 6_000, wallMs: 1_795_435_206_000 }),
  self: () => ({ cpuSeconds: 0.25, residentBytes: 70_000_000 }),
  mark: async () => {},
  watch: () => ({ [Symbol.dispose]: () => {} }),
  onBeat: () => ({ [Symbol.dispose]: () => {} }),
  onSources: () => ({ [Symbol.dispose]: () => {} }),
};

test('every sample, in order', () => {
  const text = renderMetrics(energyMetrics(view, 3));
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const labels = (of: string) =>
    `{source="rapl",channel="scripted:${of}",domain="machine/platform/${of}",basis="measured"}`;
  expect(samples).toEqual([
    `jupyter_energy_joules_total${labels('cpu-0')} 120`,
    `jupyter_energy_joules_total${labels('memory-0')} 10.5`,
    `jupyter_energy_covered_seconds_total${labels('cpu-0')} 6`,
    `jupyter_energy_covered_seconds_total${labels('memory-0')} 5`,
    `jupyter_energy_watts${labels('cpu-0')} 20`,
    'jupyter_energy_machine_joules_total{basis="estimated"} 130.5',
    'jupyter_energy_machine_covered_seconds_total{basis="estimated"} 6',
    'jupyter_energy_machine_watts{basis="measured"} 21.75',
    'jupyter_energy_source_up{source="rapl",kind="rapl"} 1',
    'jupyter_energy_source_up{source="gpu",kind="nvml"} 0',
    'jupyter_energy_source_blocked{source="rapl",kind="rapl"} 0',
    'jupyter_energy_source_blocked{source="gpu",kind="nvml"} 1',
    'jupyter_energy_process_cpu_seconds_total 0.25',
    'jupyter_energy_process_resident_memory_bytes 70000000',
    'jupyter_energy_start_time_seconds 1795435200',
    'jupyter_energy_streams 3',
    'jupyter_energy_beat_seconds 0.5',
    'jupyter_energy_info{version="1.2.3",simulated=""} 1',
  ]);
});
