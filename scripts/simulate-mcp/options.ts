// What `npm run simulate:mcp` takes: its help, and the reading of its arguments.

import { parseArgs } from 'node:util';
import {
  MISBEHAVIOURS_HELP,
  parseMisbehaviour,
} from '../../packages/energy-server/test/fakes/mcp39f511n/misbehaviour.ts';
import { numberIn, timeIn } from '../../packages/energy-server/test/fakes/mcp39f511n/quantities.ts';
import type { Setup } from '../../packages/energy-server/test/fakes/mcp39f511n/registers-image.ts';
import { parseTrace, TRACES_HELP } from '../../packages/energy-server/test/fakes/mcp39f511n/trace.ts';
import type { Course, RangeChange } from './course.ts';

export const HELP = `npm run simulate:mcp -- [options]

Prints the path of a pseudo-terminal at which a simulated MCP39F511N answers, until it is interrupted. Let the energy server
read it by these lines in a config file (--config FILE):

  [[wall-meter.boards]]
  path = "/tmp/ttyMCP"

The board
  --trace TRACE          what hangs on outlet 1 (square:20,80,5s)
  --trace2 TRACE         what hangs on outlet 2 (constant:0)
  --interval N           accumulation interval of 2^N line cycles (4)
  --range N              power range of both outlets (19, the factory's); Green Metrics Tool sets 6
  --volts VOLTS          of the mains, from 80 to 280 (230.1)
  --hertz HZ             of the mains, from 45 to 65 (50)
  --status BITS          system status: bits 0 and 1 are the signs of the powers (0)
  --link FILE            a link to the pseudo-terminal, which stays the same through unplugging (/tmp/ttyMCP)

What happens to it (TIME counts from the start: 20s, 1500ms)
  --range-after TIME:N   another power range from then on, as if another program had set it; may be given several times
  --misbehave NAME[,every=N]   always, or at every Nth request; may be given several times, the first that is due wins
  --misbehave-after TIME       only from then on, when a driver has found out what it is
  --unplug TIME          unplugs itself after so long, plugs itself in again 5 s later, and so on

Traces (WATTS, LOW, HIGH … in watts)
${TRACES_HELP}

Misbehaviours
${MISBEHAVIOURS_HELP}

Examples (after npm run simulate:mcp --)
  --volts 120 --hertz 60 --trace sine:60,40,10s                  a board in North America
  --trace constant:50 --range-after 20s:6 --range-after 40s:19   50 W all the time, whatever the unit
  --misbehave silence --misbehave-after 20s                      a meter that is found, read, and falls silent
  --misbehave nak,every=5 --misbehave bit-flip,every=7           a bad line
`;

/** What was asked for. */
export interface Simulation {
  readonly help: boolean;
  readonly link: string;
  readonly setup: Partial<Setup>;
  readonly course: Course;
}

const DAY_MS = 86_400_000;

/** Throws with a message for people. */
export function simulationOf(args: readonly string[]): Simulation {
  const given = parse([...args]);
  const range = whole('range', given.range, MOST_RANGE);
  return {
    help: given.help,
    link: given.link,
    setup: {
      traces: [parseTrace(given.trace), parseTrace(given.trace2)],
      n: whole('interval', given.interval, 8),
      volts: between('volts', given.volts, 80, 280),
      hertz: between('hertz', given.hertz, 45, 65),
      status: whole('status', given.status, 15),
      ranges: [range, range],
    },
    course: courseOf(given),
  };
}

const MOST_RANGE = 31;

function parse(args: string[]) {
  return parseArgs({
    args,
    options: {
      trace: { type: 'string', default: 'square:20,80,5s' },
      trace2: { type: 'string', default: 'constant:0' },
      interval: { type: 'string', default: '4' },
      range: { type: 'string', default: '19' },
      volts: { type: 'string', default: '230.1' },
      hertz: { type: 'string', default: '50' },
      status: { type: 'string', default: '0' },
      link: { type: 'string', default: '/tmp/ttyMCP' },
      'range-after': { type: 'string', multiple: true, default: [] },
      misbehave: { type: 'string', multiple: true, default: [] },
      'misbehave-after': { type: 'string' },
      unplug: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  }).values;
}

function courseOf(given: ReturnType<typeof parse>): Course {
  const { misbehave, 'misbehave-after': after, unplug } = given;
  if (after !== undefined && misbehave.length === 0)
    throw new Error('--misbehave-after says when, but no --misbehave says what');
  return {
    rangeChanges: given['range-after'].map(rangeChangeOf),
    misbehaviours: misbehave.map(parseMisbehaviour),
    misbehaveAfterMs: after === undefined ? 0 : time('misbehave-after', after),
    unplugMs: unplug === undefined ? null : time('unplug', unplug),
  };
}

function rangeChangeOf(text: string): RangeChange {
  const [when = '', range, ...more] = text.split(':');
  if (range === undefined || more.length > 0)
    throw new Error(`--range-after is a time and a range, such as 20s:6, not "${text}"`);
  return { afterMs: time('range-after', when), range: whole('range-after', range, MOST_RANGE) };
}

function whole(name: string, text: string, most: number): number {
  const value = numberIn(text);
  if (!(Number.isInteger(value) && value <= most))
    throw new Error(`--${name} wants a whole number from 0 to ${most}, not "${text}"`);
  return value;
}

function between(name: string, text: string, least: number, most: number): number {
  const value = numberIn(text);
  if (!(value >= least && value <= most))
    throw new Error(`--${name} wants a number from ${least} to ${most}, not "${text}"`);
  return value;
}

/** In milliseconds. */
function time(name: string, text: string): number {
  const value = timeIn(text);
  if (!(value > 0 && value <= DAY_MS))
    throw new Error(`--${name} wants a time up to a day, such as 20s or 1500ms, not "${text}"`);
  return value;
}
