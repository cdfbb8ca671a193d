// Chooses where `sources` and `watch` get their numbers: from a running energy server, or by reading the hardware themselves.

import { SERVICE_SOCKET, userSocket } from '../config/places.ts';
import { whoAnswers } from '../http/who-answers.ts';
import type { Run } from './command.ts';
import type { Feed } from './feed.ts';
import { openLocalFeed } from './local-feed.ts';
import { remoteFeed } from './remote-feed.ts';

/** A running server, unless simulated hardware, other folders or another library were asked for; else this process reads. */
export async function openFeed(run: Run): Promise<Feed> {
  const { settings, environment, host } = run;
  const { sysfs, procfs, dev } = settings.path;
  const otherFolders = sysfs !== '/sys' || procfs !== '/proc' || dev !== '/dev';
  const otherLibrary = run.arguments.some((word) => word.startsWith('--nvml-library'));
  const elsewhere = settings.simulate !== null || otherFolders || otherLibrary;
  if (!elsewhere) {
    const own = settings.socket ?? userSocket(environment, host.identity.uid);
    for (const socket of settings.socket === null ? [own, SERVICE_SOCKET] : [own])
      if ((await whoAnswers(socket)).who === 'energy-server') return remoteFeed(socket);
  }
  return await openLocalFeed(run);
}
