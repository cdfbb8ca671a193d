// Every path with its parameters and what it answers: the table that the routes and the OpenAPI document share.

import { MOST_POINTS, MOST_RUNS, MOST_SECONDS } from './parameters.ts';

export interface Parameter {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: object;
}

export interface Endpoint {
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly mediaType: string;
  /** The name of the reply's schema in the contract; null for texts. */
  readonly reply: string | null;
}

const json = 'application/json';
const seconds = { type: 'number', exclusiveMinimum: 0 };
const time = {
  oneOf: [
    { type: 'number', description: 'Milliseconds since 1970-01-01T00:00:00Z.' },
    { type: 'string', format: 'date-time' },
  ],
};

const kernel = {
  name: 'kernel',
  required: true,
  description: 'The id of a kernel.',
  schema: { type: 'string', pattern: '^[0-9A-Za-z_.-]{1,100}$' },
};

const seenFrom = {
  ...kernel,
  required: false,
  description: 'Tells whose energy it was, seen from the notebook of this kernel.',
};

/** The paths below `/v1`, and `/metrics`. */
export const endpoints = {
  status: {
    path: '/v1/status',
    summary: 'Who answers, how fast it reads and what that costs',
    parameters: [],
    mediaType: json,
    reply: 'Status',
  },
  sources: {
    path: '/v1/sources',
    summary: 'What was found, what is blocked and how to unblock it, and what the total is made of',
    parameters: [],
    mediaType: json,
    reply: 'Sources',
  },
  power: {
    path: '/v1/power',
    summary: 'The power of the last minutes or hours, one column per part',
    parameters: [
      {
        name: 'seconds',
        required: false,
        description: 'How far back.',
        schema: { ...seconds, maximum: MOST_SECONDS, default: 600 },
      },
      {
        name: 'step',
        required: false,
        description: `Seconds per point, at most ${MOST_POINTS} points. By default a 600th of the span. Raised to finestMs where it is finer.`,
        schema: seconds,
      },
      {
        ...seenFrom,
        description: `${seenFrom.description} Adds series \`split/…\`, which sum to the total, if it is known.`,
      },
    ],
    mediaType: json,
    reply: 'Power',
  },
  energy: {
    path: '/v1/energy',
    summary:
      'The energy of a span of time, as far back as the record reaches, with how much of the span is known',
    parameters: [
      { name: 'from', required: true, description: 'Begin of the span.', schema: time },
      {
        name: 'to',
        required: false,
        description: 'End of the span. Left out: now, with a reading taken at once.',
        schema: time,
      },
      {
        name: 'step',
        required: false,
        description: `Seconds per bucket, at most ${MOST_POINTS} buckets. Left out: one bucket. Raised where less is not told apart: to finestMs within the last day, to a minute within the last month, else to a quarter of an hour.`,
        schema: seconds,
      },
      seenFrom,
    ],
    mediaType: json,
    reply: 'Energy',
  },
  grid: {
    path: '/v1/grid',
    summary:
      'How electricity was generated where this computer stands, with its intensity and who told of it',
    parameters: [
      { name: 'from', required: true, description: 'Begin of the span.', schema: time },
      { name: 'to', required: false, description: 'End of the span. Left out: now.', schema: time },
      {
        name: 'step',
        required: false,
        description: `Seconds per bucket, at most ${MOST_POINTS} buckets. Left out: one bucket. Nothing is known more finely than by quarter-hours.`,
        schema: seconds,
      },
    ],
    mediaType: json,
    reply: 'Grid',
  },
  gridPlaces: {
    path: '/v1/grid/places',
    summary: 'The countries that can be chosen, with the zones that have a mix of their own',
    parameters: [],
    mediaType: json,
    reply: 'GridPlaces',
  },
  kernels: {
    path: '/v1/kernels',
    summary:
      'Kernels with what they use, and the split of the computer’s energy: kernels, other programs, idle',
    parameters: [],
    mediaType: json,
    reply: 'Kernels',
  },
  intervals: {
    path: '/v1/intervals',
    summary: 'The energy of an interval of a kernel, with its uncertainty',
    parameters: [
      kernel,
      { name: 'from', required: true, description: 'Begin of the interval.', schema: time },
      {
        name: 'to',
        required: false,
        description: 'End of the interval. Left out: now, with a reading taken at once.',
        schema: time,
      },
    ],
    mediaType: json,
    reply: 'Interval',
  },
  runs: {
    path: '/v1/runs',
    summary: `What a kernel executed in a span of time, with the energy of each run; of more than ${MOST_RUNS} the newest`,
    parameters: [
      kernel,
      { name: 'from', required: true, description: 'Begin of the span.', schema: time },
      { name: 'to', required: false, description: 'End of the span. Left out: now.', schema: time },
    ],
    mediaType: json,
    reply: 'Runs',
  },
  stream: {
    path: '/v1/stream',
    summary:
      'Server-sent events: `beat` (Beat) at each beat, `sources` (Sources) on change, `status` (Status) now and then',
    parameters: [],
    mediaType: 'text/event-stream',
    reply: null,
  },
  openapi: {
    path: '/v1/openapi.json',
    summary: 'This document',
    parameters: [],
    mediaType: json,
    reply: null,
  },
  metrics: {
    path: '/metrics',
    summary: 'Metrics in the Prometheus text format 0.0.4',
    parameters: [],
    mediaType: 'text/plain; version=0.0.4; charset=utf-8',
    reply: null,
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
