// Which metrics there are, filled from what is known at this moment.

import type { Channel } from '../energy/channel.ts';
import type { Metric } from './metrics.ts';
import type { EnergyView } from './view.ts';

/** All metrics of the energy server. Base units; counters end in `_total`. */
export function energyMetrics(view: EnergyView, streams: number): readonly Metric[] {
  return [
    ...channelMetrics(view),
    ...totalMetrics(view),
    ...sourceMetrics(view),
    ...ownMetrics(view, streams),
  ];
}

const nested = 'Domains nest and channels may cover the same part: use jupyter_energy_machine_* for the sum.';

function channelMetrics(view: EnergyView): readonly Metric[] {
  const channels = view.sources.flatMap((source) =>
    source.channels.map((channel) => ({ channel, labels: labelsOf(source.id, channel) })),
  );
  const amounts = channels.map(({ channel, labels }) => ({
    labels,
    ...view.history.channelTotal(channel.id),
  }));
  const watts = channels.map(({ channel, labels }) => ({
    labels,
    value: view.history.channelWatts(channel.id),
  }));
  return [
    counter(
      'jupyter_energy_joules_total',
      `Energy counted by a channel since the energy server started. ${nested}`,
      amounts.map(({ labels, joules }) => ({ labels, value: joules })),
    ),
    counter(
      'jupyter_energy_covered_seconds_total',
      'Seconds for which the energy of a channel is known; the rest are gaps.',
      amounts.map(({ labels, coveredMs }) => ({ labels, value: coveredMs / 1_000 })),
    ),
    gauge(
      'jupyter_energy_watts',
      `Mean power over the span of a channel’s newest reading. ${nested}`,
      watts.flatMap(({ labels, value }) => (value === null ? [] : [{ labels, value }])),
    ),
  ];
}

function totalMetrics(view: EnergyView): readonly Metric[] {
  const total = view.history.latest()?.total ?? null;
  const samples = (value: number | null | undefined, basis = total?.joulesBasis) =>
    value === null || value === undefined || basis === undefined ? [] : [{ labels: { basis }, value }];
  return [
    counter(
      'jupyter_energy_machine_joules_total',
      'Energy of all that is covered, nothing counted twice, since the energy server started; estimated where any of it is.',
      samples(total?.joules),
    ),
    counter(
      'jupyter_energy_machine_covered_seconds_total',
      'Seconds for which that energy is known.',
      samples(total?.coveredSeconds),
    ),
    gauge(
      'jupyter_energy_machine_watts',
      'Mean power of all that is covered since the last beat.',
      samples(total?.watts, total?.basis),
    ),
  ];
}

function sourceMetrics({ sources }: EnergyView): readonly Metric[] {
  const samples = (test: (source: EnergyView['sources'][number]) => boolean) =>
    sources.map((source) => ({
      labels: { source: source.id, kind: source.kind },
      value: test(source) ? 1 : 0,
    }));
  return [
    gauge(
      'jupyter_energy_source_up',
      'Whether a source is open and can be read.',
      samples(({ status, channels }) => status === 'ready' && channels.length > 0),
    ),
    gauge(
      'jupyter_energy_source_blocked',
      'Whether a source was found and may not be read; /v1/sources tells the remedy.',
      samples(({ status }) => status === 'blocked'),
    ),
  ];
}

function ownMetrics(view: EnergyView, streams: number): readonly Metric[] {
  const { cpuSeconds, residentBytes } = view.self();
  const about = { version: view.version, simulated: view.simulated ?? '' };
  const own = 'of the energy server itself';
  return [
    counter('jupyter_energy_process_cpu_seconds_total', `CPU time ${own}.`, [
      { labels: {}, value: cpuSeconds },
    ]),
    gauge('jupyter_energy_process_resident_memory_bytes', `Resident memory ${own}.`, [
      { labels: {}, value: residentBytes },
    ]),
    gauge('jupyter_energy_start_time_seconds', 'Start of the energy server, in seconds since 1970.', [
      { labels: {}, value: view.startedAt / 1_000 },
    ]),
    gauge('jupyter_energy_streams', 'Open event streams.', [{ labels: {}, value: streams }]),
    gauge('jupyter_energy_beat_seconds', 'Seconds from one beat to the next.', [
      { labels: {}, value: view.beat.periodMs / 1_000 },
    ]),
    gauge('jupyter_energy_info', 'Always 1; its labels tell the version and what is simulated.', [
      { labels: about, value: 1 },
    ]),
  ];
}

function labelsOf(source: string, { id, domain, basis }: Channel): Metric['samples'][number]['labels'] {
  return { source, channel: id, domain, basis };
}

function counter(name: string, help: string, samples: Metric['samples']): Metric {
  return { name, type: 'counter', help, samples };
}

function gauge(name: string, help: string, samples: Metric['samples']): Metric {
  return { name, type: 'gauge', help, samples };
}
