// Processes that do nothing, as a busy computer has them by the hundred.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** Whatever becomes of this program, they end by themselves. */
const SECONDS = '900';
/** Beginning to sleep is work as well. */
const SETTLE_MS = 3_000;

/** Starts so many; they end when it is disposed of. */
export async function startSleepers(count: number): Promise<Disposable> {
  const sleepers = Array.from({ length: count }, () => spawn('sleep', [SECONDS], { stdio: 'ignore' }));
  await Promise.all(sleepers.map((sleeper) => once(sleeper, 'spawn')));
  await pause(SETTLE_MS);
  return {
    [Symbol.dispose]: () => {
      for (const sleeper of sleepers) sleeper.kill();
    },
  };
}
