// Starts the process with the fakes, and ends it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { FakesWanted, Places } from './fakes-wanted.ts';

export interface FakesAside extends Places, AsyncDisposable {}

/** Throws when the process ends before it has told where the fakes are. */
export async function startFakes(wanted: FakesWanted): Promise<FakesAside> {
  const program = fileURLToPath(new URL('./meter-fakes.ts', import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(wanted)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const told = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => []),
  ]);
  if (typeof told[0] !== 'string') throw new Error('the process with the fakes ended early');
  return {
    ...(JSON.parse(told[0]) as Places),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
