// Reads the hardware in this process, without a server.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Beat } from '@jupyter-energy/contract';
import { buildStation } from '../energy-server.ts';
import { ALL } from '../http/kernels-view.ts';
import { beatReply } from '../http/replies.ts';
import { sourcesReply } from '../http/sources-reply.ts';
import type { Station } from '../station.ts';
import type { Run } from './command.ts';
import type { Feed } from './feed.ts';

/** Power is energy over time: two readings this far apart. */
const LOOK_MS = 1_000;

export async function openLocalFeed(run: Run): Promise<Feed> {
  const station = buildStation(run, false);
  await station.start();
  return {
    origin: 'read by this command',
    sources: async () => {
      await station.mark();
      if (station.tree.members.size > 0) await sleep(LOOK_MS);
      await station.mark();
      return sourcesReply(station);
    },
    beats: (signal) => beatsOf(station, signal),
    [Symbol.asyncDispose]: () => station[Symbol.asyncDispose](),
  };
}

async function* beatsOf(station: Station, signal: AbortSignal): AsyncGenerator<Beat> {
  using _watching = station.watch();
  let wake = () => {};
  using _listening = station.onBeat(() => wake());
  const end = () => wake();
  signal.addEventListener('abort', end);
  try {
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      const beat = signal.aborted ? null : beatReply(station, station.kernelsFor(ALL));
      if (beat !== null) yield beat;
    }
  } finally {
    signal.removeEventListener('abort', end);
  }
}
