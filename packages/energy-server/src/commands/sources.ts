// `sources`: what was found, what is blocked and how to unblock it, what the total is made of.

import type { Command, Run } from './command.ts';
import { createInk } from './ink.ts';
import { openFeed } from './open-feed.ts';
import { everywhere } from './options.ts';
import { sourcesText } from './sources-text.ts';

export const sources: Command = {
  name: 'sources',
  summary: 'Show what can be measured on this computer, what is blocked, and how to unblock it',
  usage: '[--json] [options]',
  options: [...everywhere, 'json'],
  lesson: `
Asks the running energy server, yours or the system's; where none runs it reads the hardware itself for about a second.
"≈" stands before estimates. The total adds only parts that lie side by side: nothing is counted twice.

Examples
  jupyter-energy sources
  jupyter-energy sources --json | jq '.total'
  jupyter-energy sources --path.sysfs /host/sys --path.procfs /host/proc       in a container with the host's folders`,
  run: showSources,
};

async function showSources(run: Run): Promise<void> {
  await using feed = await openFeed({ ...run, log: quiet(run) });
  const found = await feed.sources();
  const ink = createInk(run.stdout.isTTY, run.environment['NO_COLOR']);
  run.stdout.write(run.json ? `${JSON.stringify(found, null, 2)}\n` : sourcesText(found, feed.origin, ink));
}

/** Everything that the log would say is part of the answer. */
function quiet({ log }: Run): Run['log'] {
  log.level = 'silent';
  return log;
}
