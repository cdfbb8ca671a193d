// A Microchip MCP39F511N wall meter without the hardware: prints the path of a pseudo-terminal that speaks its protocol.

import { MeterOnPty } from '../packages/energy-server/test/fakes/mcp39f511n/meter-on-pty.ts';
import { letHappen } from './simulate-mcp/course.ts';
import { HELP, simulationOf } from './simulate-mcp/options.ts';

function run(): void {
  const { help, link, setup, course } = simulationOf(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const board = new MeterOnPty({ setup, link });
  process.stdout.write(`${board.path}\n`);
  letHappen(board, course, (line) => process.stderr.write(`${line}\n`));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      board[Symbol.dispose]();
      process.exit(0);
    });
  }
}

try {
  run();
} catch (error) {
  process.stderr.write(`simulate:mcp: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}
