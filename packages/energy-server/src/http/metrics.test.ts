// The Prometheus text: a golden, the escaping that the format asks for, and numbers at their limits.

import { expect, test } from 'vitest';
import { renderMetrics } from './metrics.ts';

test('the text of a snapshot', () => {
  const text = renderMetrics([
    {
      name: 'jupyter_energy_joules_total',
      type: 'counter',
      help: 'Energy.',
      samples: [
        { labels: { source: 'rapl', channel: 'rapl:cpu-0' }, value: 12.5 },
        { labels: { source: 'rapl', channel: 'rapl:cpu-1' }, value: 1e21 },
      ],
    },
    { name: 'jupyter_energy_watts', type: 'gauge', help: 'Power.', samples: [] },
    { name: 'jupyter_energy_streams', type: 'gauge', help: 'Streams.', samples: [{ labels: {}, value: 0 }] },
  ]);
  expect(text).toBe(`# HELP jupyter_energy_joules_total Energy.
# TYPE jupyter_energy_joules_total counter
jupyter_energy_joules_total{source="rapl",channel="rapl:cpu-0"} 12.5
jupyter_energy_joules_total{source="rapl",channel="rapl:cpu-1"} 1e+21
# HELP jupyter_energy_streams Streams.
# TYPE jupyter_energy_streams gauge
jupyter_energy_streams 0
`);
});

test('backslash, quote and line feed are escaped in labels, backslash and line feed in help', () => {
  const labels = { a: 'say "hi"\n', b: 'c:\\d' };
  const text = renderMetrics([
    { name: 'm', type: 'gauge', help: 'a\\b\n"c"', samples: [{ labels, value: 1 }] },
  ]);
  expect(text).toBe('# HELP m a\\\\b\\n"c"\n# TYPE m gauge\nm{a="say \\"hi\\"\\n",b="c:\\\\d"} 1\n');
});

test.each([
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
  [-0.25, '-0.25'],
])('%d', (value, text) => {
  const metric = { name: 'm', type: 'gauge' as const, help: '', samples: [{ labels: {}, value }] };
  expect(renderMetrics([metric])).toContain(`\nm ${text}\n`);
});
