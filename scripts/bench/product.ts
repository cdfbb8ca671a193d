// The product as people run it: the wheel in an environment, its energy server started by its own bridge.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { statusAt } from '../jupyter/energy-server.ts';
import { buildWheel, wheel } from '../packaging/wheel.ts';
import { demand } from '../tasks/command.ts';
import { Failure } from '../tasks/failure.ts';
import { step } from '../tasks/progress.ts';
import { ensureEnvironment, ensureWheel, environment } from '../tasks/python.ts';

const START_MS = 30_000;

/** What the bridge does when a Jupyter server wants an energy server. */
const launching = `
import sys
from pathlib import Path
from jupyter_energy.launch import launch
from jupyter_energy.node import find_energy_server, find_node
print(launch(find_node(), find_energy_server(), Path(sys.argv[1]), sys.argv[2:]).pid)
`;

/** Builds the wheel and installs it where the end-to-end tests do. Throws a Failure. */
export async function ensureProduct(): Promise<void> {
  await buildWheel();
  await step('Installing JupyterLab and Notebook', () => ensureEnvironment('e2e', 'start'));
  await step('Installing the wheel', () => ensureWheel(environment('e2e'), wheel));
}

/** A running energy server of our own. */
export interface Launched extends Disposable {
  readonly pid: number;
  readonly socket: string;
}

/** Starts one; `args` are those of `jupyter energy serve`. Throws a Failure. */
export async function launchEnergyServer(args: readonly string[]): Promise<Launched> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const socket = join(folder, 'energy.sock');
  const told = await demand(
    environment('e2e').python,
    ['-c', launching, socket, ...args],
    'npm run build makes the wheel anew; then try again.',
  );
  const pid = Number(told);
  const end = (): void => {
    if (isRunning(pid)) process.kill(pid);
    rmSync(folder, { recursive: true, force: true });
  };
  for (const until = Date.now() + START_MS; (await statusAt(socket)) === null; await pause(100)) {
    if (Date.now() < until && isRunning(pid)) continue;
    end();
    throw new Failure('The energy server did not start.', `jupyter energy serve ${args.join(' ')} says why.`);
  }
  return { pid, socket, [Symbol.dispose]: end };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false; // There is no such process: that is the answer.
  }
}
