// An energy server that is refused something, and the command that it advises, typed beside it word by word.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SourceState, Sources, Status } from '@jupyter-energy/contract';
import { ask } from './http-client.ts';
import type { InstalledCopy } from './installed-copy.ts';
import type { Ended } from './running-program.ts';

export interface Followed {
  readonly before: SourceState;
  readonly after: SourceState;
  /** Of the one that the command started. */
  readonly status: Status;
  /** The process of the command that was typed. */
  readonly pid: number | undefined;
  /** How the first energy server ended, by itself. */
  readonly ended: Ended;
}

/**
 * Starts `serve` with these words as the unprivileged user, where users' energy servers listen, and follows its advice about one
 * source. `change` is what a text beside the command says about it, `until` for what is waited at the end.
 */
export async function followAdvice(
  copy: InstalledCopy,
  words: readonly string[],
  id: string,
  {
    change = (command: string) => command,
    meanwhile = async (_: Status) => {},
    until = (_: SourceState): boolean => true,
  } = {},
): Promise<Followed> {
  const asked = { socketPath: join(copy.home, 'jupyter-energy', 'energy.sock') };
  const state = async (): Promise<SourceState> => {
    const { sources } = Sources.parse((await ask(asked, '/v1/sources')).json());
    const found = sources.find((source) => source.id === id);
    if (found === undefined) throw new Error(`${id} is not told of: ${sources.map((source) => source.id)}`);
    return found;
  };
  await using running = new AsyncDisposableStack();
  const first = running.adopt(copy.start(['serve', ...words]), async (program) => void (await program.end()));
  await first.says(/energy server listens/);
  const before = await state();
  const typed = copy.type(change(before.remedy?.command ?? 'false'));
  const second = running.adopt(typed, async (program) => void (await program.end()));
  await second.says(/energy server listens/);
  const status = Status.parse((await ask(asked, '/v1/status')).json());
  await meanwhile(status);
  const ended = await first.ended;
  let after = await state();
  while (!until(after)) {
    await sleep(100);
    after = await state();
  }
  return { before, after, status, pid: second.process.pid, ended };
}
