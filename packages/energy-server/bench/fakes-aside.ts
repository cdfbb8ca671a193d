// Starts the process with the fakes, and ends it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface FakesAside extends AsyncDisposable {
  readonly sysfs: string;
  readonly boards: readonly string[];
  readonly plugs: readonly string[];
}

export interface Wanted {
  readonly packages?: number;
  readonly boards?: number;
  readonly plugs?: number;
  /** So many of the boards fall silent, and all plugs. */
  readonly silent?: number;
  /** After so long; 0 = never. */
  readonly silentAfterMs?: number;
}

/** Throws when the process ends before it has told where the fakes are. */
export async function startFakes({
  packages = 0,
  boards = 0,
  plugs = 0,
  silent = 0,
  silentAfterMs = 0,
}: Wanted): Promise<FakesAside> {
  const program = fileURLToPath(new URL('./meter-fakes.ts', import.meta.url));
  const numbers = [packages, boards, plugs, silent, silentAfterMs].map(String);
  const child = spawn(process.execPath, [program, ...numbers], { stdio: ['pipe', 'pipe', 'inherit'] });
  const told = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => []),
  ]);
  if (typeof told[0] !== 'string') throw new Error('the process with the fakes ended early');
  const places = JSON.parse(told[0]) as Omit<FakesAside, keyof AsyncDisposable>;
  return {
    ...places,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
