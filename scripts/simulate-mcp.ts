// A Microchip MCP39F511N wall meter without the hardware: prints the path of a pseudo-terminal that speaks its protocol.

import { parseArgs } from 'node:util';
import { MeterOnPty } from '../packages/energy-server/test/fakes/mcp39f511n/meter-on-pty.ts';
import {
  MISBEHAVIOURS_HELP,
  parseMisbehaviour,
} from '../packages/energy-server/test/fakes/mcp39f511n/misbehaviour.ts';
import type { Setup } from '../packages/energy-server/test/fakes/mcp39f511n/registers-image.ts';
import {
  parseTrace,
  quantityOf,
  TRACES_HELP,
} from '../packages/energy-server/test/fakes/mcp39f511n/trace.ts';

const HELP = `npm run simulate:mcp -- [options]

Prints the path of a pseudo-terminal at which a simulated MCP39F511N answers, until it is interrupted. Let the energy server
read it by these lines in a config file (--config FILE):

  [[wall-meter.boards]]
  path = "/tmp/ttyMCP"

Options
  --trace TRACE          what hangs on outlet 1 (square:20,80,5s)
  --trace2 TRACE         what hangs on outlet 2 (constant:0)
  --misbehave NAME[,every=N]   may be given several times; the first that is due wins
  --interval N           accumulation interval of 2^N line cycles (4)
  --range N              power range of both outlets; 19 is the factory's, Green Metrics Tool sets 6
  --hertz HZ             50 or 60 (50)
  --status BITS          system status: bits 0 and 1 are the signs of the powers (0)
  --link FILE            a link to the pseudo-terminal, which stays the same through unplugging (/tmp/ttyMCP)
  --unplug TIME          unplugs itself after so long (10s), plugs itself in again 5 s later, and so on
  --help                 this text

Traces (watts, and times in s or ms)
${TRACES_HELP}

Misbehaviours
${MISBEHAVIOURS_HELP}
`;

const UNPLUGGED_MS = 5_000;

function options() {
  return parseArgs({
    options: {
      trace: { type: 'string', default: 'square:20,80,5s' },
      trace2: { type: 'string', default: 'constant:0' },
      misbehave: { type: 'string', multiple: true, default: [] },
      interval: { type: 'string', default: '4' },
      range: { type: 'string', default: '19' },
      hertz: { type: 'string', default: '50' },
      status: { type: 'string', default: '0' },
      link: { type: 'string', default: '/tmp/ttyMCP' },
      unplug: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  }).values;
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = quantityOf(text);
  if (!(value >= least && value <= most))
    throw new Error(`--${name} is from ${least} to ${most}, not "${text}"`);
  return value;
}

function setupFrom(given: ReturnType<typeof options>): Partial<Setup> {
  const range = numberOf('range', given.range, 0, 31);
  return {
    traces: [parseTrace(given.trace), parseTrace(given.trace2)],
    n: numberOf('interval', given.interval, 0, 8),
    hertz: numberOf('hertz', given.hertz, 45, 65),
    status: numberOf('status', given.status, 0, 15),
    ranges: [range, range],
  };
}

function run(): void {
  const given = options();
  if (given.help) {
    process.stdout.write(HELP);
    return;
  }
  const misbehaviours = given.misbehave.map(parseMisbehaviour);
  const unplugMs = given.unplug === undefined ? null : numberOf('unplug', given.unplug, 1_000, 86_400_000);
  const board = new MeterOnPty({ setup: setupFrom(given), link: given.link });
  board.misbehaviours = misbehaviours;
  process.stdout.write(`${board.path}\n`);
  if (unplugMs !== null) setInterval(() => unplugForAWhile(board), unplugMs + UNPLUGGED_MS);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      board[Symbol.dispose]();
      process.exit(0);
    });
  }
}

function unplugForAWhile(board: MeterOnPty): void {
  board.unplug();
  process.stderr.write('unplugged\n');
  setTimeout(() => {
    board.plugIn();
    process.stderr.write('plugged in again\n');
  }, UNPLUGGED_MS);
}

try {
  run();
} catch (error) {
  process.stderr.write(`simulate:mcp: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}
