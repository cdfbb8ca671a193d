// What `npm start` understands.

import { parseArgs } from 'node:util';
import { Failure } from '../tasks/failure.ts';

export interface StartOptions {
  readonly help: boolean;
  readonly app: 'lab' | 'notebook';
  /** The scenario to simulate; null = the real hardware. */
  readonly simulate: string | null;
  readonly browser: boolean;
  /** Null = any free one. */
  readonly port: number | null;
}

/** Simulated when `--simulate` comes without a name. */
const usualScenario = 'laptop';

export const help = `npm start -- [options]

Builds the product, installs it into a Python environment of its own and opens an example notebook in JupyterLab.

  --notebook         open it in Notebook 7 instead
  --simulate [NAME]  show the readings of a simulated machine (default: ${usualScenario})
  --no-browser       open no browser; the address is printed in any case
  --port N           listen on this port
  --help             this text

Ctrl-C ends everything. \`npm test\` runs all tests, \`npm run dev\` rebuilds as you type.`;

const seeHelp = 'npm start -- --help says what there is.';

/** Reads the arguments. Throws a Failure that says which one is wrong. */
export function startOptions(args: readonly string[]): StartOptions {
  const { values } = parse(withScenario(args));
  return {
    help: values.help,
    app: values.notebook ? 'notebook' : 'lab',
    simulate: values.simulate ?? null,
    browser: !values['no-browser'],
    port: values.port === undefined ? null : portOf(values.port),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        notebook: { type: 'boolean', default: false },
        simulate: { type: 'string' },
        'no-browser': { type: 'boolean', default: false },
        port: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Failure((error as Error).message, seeHelp);
  }
}

/** `--simulate` may stand alone; parseArgs knows no optional values. */
function withScenario(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    const next = args[index + 1];
    return arg === '--simulate' && (next === undefined || next.startsWith('-'))
      ? `--simulate=${usualScenario}`
      : arg;
  });
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Failure(`--port ${text}: a port is a whole number from 1 to 65535.`, seeHelp);
}
