// Reads the hardware in this process, without a server.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Beat } from '@jupyter-energy/contract';
import { buildStation } from '../energy-server.ts';
import { ALL } from '../http/kernels-view.ts';
import { beatReply } from '../http/replies.ts';
import { sourcesReply } from '../http/sources-reply.ts';
import { BEING_OPENED } from '../sampling/followed-source.ts';
import type { Station } from '../station.ts';
import type { Run } from './command.ts';
import type { Feed } from './feed.ts';

/** Power is energy over time: two readings this far apart. */
const LOOK_MS = 1_000;
/** Whether the dies of a package show one counter or several, a dozen readings tell; some doubts no reading ends. */
const READING_MS = 125;
const MOST_READINGS = 16;
/** As long as a source may take to open; a management controller takes some seconds. */
const OPENING_MS = 10_000;

export async function openLocalFeed(run: Run): Promise<Feed> {
  const station = buildStation(run, false);
  await station.start();
  return {
    origin: 'read by this command',
    sources: async () => {
      for (let ms = 0; ms < OPENING_MS && isOpening(station); ms += READING_MS) await sleep(READING_MS);
      await station.mark();
      for (let taken = 1; isInDoubt(station) && taken < MOST_READINGS; taken += 1) {
        await sleep(READING_MS);
        await station.mark();
      }
      if (isAnythingRead(station)) await sleep(LOOK_MS);
      await station.mark();
      return sourcesReply(station);
    },
    beats: (signal) => beatsOf(station, signal),
    [Symbol.asyncDispose]: () => station[Symbol.asyncDispose](),
  };
}

function isOpening({ sources }: Station): boolean {
  return sources.some(({ notes }) => notes.includes(BEING_OPENED));
}

/** Nobody waits where nothing is there to be read. */
function isAnythingRead({ sources }: Station): boolean {
  return sources.some(({ channels }) => channels.length > 0);
}

/** Whether what counts may still change: a channel is not believed yet. */
function isInDoubt({ sources }: Station): boolean {
  return sources.some(({ channels }) => channels.some(({ distrusted }) => distrusted !== undefined));
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
