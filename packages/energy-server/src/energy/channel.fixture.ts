// Channels for tests, which also say readings.

import type { CounterChannel, GaugeChannel, ReadChannel } from './channel.ts';
import type { Reading } from './reading.ts';

const face = {
  id: 'test:cpu-0',
  label: 'Processor 0',
  domain: 'machine/platform/cpu-0',
  basis: 'measured',
  relativeError: null,
} as const;

interface Saying {
  says(seconds: number, value: number): Reading;
}

const at = (seconds: number) => ({ timelineMs: seconds * 1000, wallMs: 1_700_000_000_000 + seconds * 1000 });

/** Up to 600 W, nonsense above 2 kW, never wraps, unless told otherwise. */
export function counter(told: Partial<CounterChannel> = {}): CounterChannel & Saying {
  const channel: CounterChannel = {
    ...face,
    kind: 'counter',
    wrapsAt: null,
    maxWatts: 600,
    ceilingWatts: 2000,
    ...told,
  };
  return {
    ...channel,
    says: (seconds, joules) => ({ kind: 'counter', channel: channel.id, at: at(seconds), joules }),
  };
}

/** Silent after three seconds, unless told otherwise. */
export function gauge(told: Partial<GaugeChannel> = {}): GaugeChannel & Saying {
  const channel: GaugeChannel = { ...face, kind: 'gauge', maxGapMs: 3000, ...told };
  return {
    ...channel,
    says: (seconds, watts) => ({ kind: 'gauge', channel: channel.id, at: at(seconds), watts }),
  };
}

/** A counter for each domain, its id the domain itself. */
export function counters(...domains: readonly string[]): (ReadChannel & Saying)[] {
  return domains.map((domain) => counter({ id: domain, label: domain, domain }));
}
