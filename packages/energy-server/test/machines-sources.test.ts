// What `sources --json` says of every specimen, to the drivers that read files, on a kernel that has no such PMU.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sources } from '@jupyter-energy/contract';
import { expect, test } from 'vitest';
import { History } from '../src/history/history.ts';
import { sourcesReply } from '../src/http/sources-reply.ts';
import type { EnergyView } from '../src/http/view.ts';
import { Roster } from '../src/sampling/roster.ts';
import type { SourceDriver } from '../src/sources/source.ts';
import { createFakeHost } from './fakes/fake-host.ts';
import { MACHINES, Machine } from './fakes/machine.ts';
import { DRIVERS } from './play-specimen.ts';

const names = readdirSync(MACHINES).filter((name) => existsSync(join(MACHINES, name, 'expected.json')));
const drivers: readonly SourceDriver[] = Object.values(DRIVERS);
const log = { info: () => {}, warn: () => {}, error: () => {} };

async function replyOf(name: string): Promise<unknown> {
  using host = createFakeHost(Machine.specimen(name));
  host.perfEvents.refusal = 'ENOENT';
  await using roster = new Roster({
    drivers,
    options: Object.fromEntries(drivers.map(({ kind, options }) => [kind, options.parse({})])),
    host,
    log,
  });
  await roster.rescan();
  for (const source of roster.open) await source.read(host.clock.now().timelineMs);
  roster.refresh();
  const history = new History();
  const tree = history.roster(roster.channels);
  const view: Pick<EnergyView, 'sources' | 'tree' | 'history'> = { sources: roster.sources, tree, history };
  return sourcesReply(view as EnergyView);
}

test.each(names)('%s', async (name) => {
  const expected = JSON.parse(readFileSync(join(MACHINES, name, 'expected.json'), 'utf8'));
  expect(Sources.parse(expected)).toEqual(expected);
  expect(await replyOf(name)).toEqual(expected);
});
