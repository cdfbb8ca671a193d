// `watch`: the live view in a terminal; where there is none, one line per beat.

import type { Beat } from '@jupyter-energy/contract';
import { joulesText, wattsText } from './amounts.ts';
import type { Command, Run } from './command.ts';
import type { Feed } from './feed.ts';
import { createInk } from './ink.ts';
import { openFeed } from './open-feed.ts';
import { everywhere } from './options.ts';
import { createScreen } from './screen.ts';
import { WatchView } from './watch-view.ts';

export const watch: Command = {
  name: 'watch',
  summary: 'Watch the power as it changes',
  usage: '[options]',
  options: everywhere,
  lesson: `
Shows the power now, the energy since the energy server started, and a line for each part of the computer. q or Ctrl-C ends
it. Uses the running energy server, or reads the hardware itself where none runs. When the output is no terminal, it
writes one line per beat.

Examples
  jupyter-energy watch
  jupyter-energy watch --simulate laptop
  jupyter-energy watch | head -20`,
  run: watchPower,
};

async function watchPower(run: Run): Promise<void> {
  run.log.level = 'silent';
  await using feed = await openFeed(run);
  await (run.stdout.isTTY ? watchOnScreen(run, feed) : writeLines(run, feed));
}

async function watchOnScreen({ stdin, stdout, signal, environment }: Run, feed: Feed): Promise<void> {
  const view = new WatchView(feed.origin, createInk(true, environment['NO_COLOR']));
  using screen = createScreen(stdin, stdout);
  for await (const beat of feed.beats(AbortSignal.any([signal, screen.quit])))
    screen.show(view.lines(beat, stdout.columns, stdout.rows));
}

async function writeLines({ stdout, signal }: Run, feed: Feed): Promise<void> {
  for await (const beat of feed.beats(signal)) stdout.write(`${lineOf(beat)}\n`);
}

function lineOf({ at, total, nodes }: Beat): string {
  const time = new Date(at).toISOString();
  if (total === null) return `${time}  unknown`;
  const parts = nodes.map(({ label, watts, basis }) => `${label} ${wattsText(watts, basis)}`);
  const sum = `${wattsText(total.watts, total.basis)}  ${joulesText(total.joules, total.joulesBasis)}`;
  return [time, sum, ...parts].join('  ');
}
