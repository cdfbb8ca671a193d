// The replies of /v1/status, /v1/power, /v1/energy and the event `beat`, made from what is known at this moment.

import { API_VERSION, type Beat, type Energy, type Power, type Status } from '@jupyter-energy/contract';
import { kernelsAtBeat } from './kernels-reply.ts';
import type { EnergyRange, PowerRange } from './parameters.ts';
import { spans } from './spans.ts';
import { type EnergyView, wallOffsetMs } from './view.ts';

/** `GET /v1/status`. */
export function statusReply(view: EnergyView, streams: number): Status {
  return {
    apiVersion: API_VERSION,
    version: view.version,
    pid: view.pid,
    startedAt: view.startedAt,
    now: view.now().wallMs,
    simulated: view.simulated,
    beat: view.beat,
    finestMs: view.finestMs,
    streams,
    self: view.self(),
  };
}

/** The event `beat`; null before the first beat. */
export function beatReply(view: EnergyView): Beat | null {
  const latest = view.history.latest();
  if (latest === null) return null;
  return {
    at: wallOffsetMs(view) + latest.atMs,
    startedAt: view.startedAt,
    total: latest.total,
    nodes: [...latest.nodes],
    ...kernelsAtBeat(view),
  };
}

/** `GET /v1/power`: up to the newest beat. */
export function powerReply(view: EnergyView, { stepMs, points }: PowerRange): Power {
  const toMs = view.history.latest()?.atMs ?? view.now().timelineMs;
  const { at, series } = view.history.power(toMs - points * stepMs, toMs, stepMs);
  const offsetMs = wallOffsetMs(view);
  return { stepMs, at: at.map((endMs) => offsetMs + endMs), series };
}

/** `GET /v1/energy`: from memory, each bucket with how much of it is known. Without `to`, a reading is taken first. */
export async function energyReply(view: EnergyView, { from, to, stepMs }: EnergyRange): Promise<Energy> {
  if (to === null) await view.mark();
  const end = to ?? view.now().wallMs;
  const offsetMs = wallOffsetMs(view);
  const buckets: Energy['buckets'] = [];
  for (const [start, stop] of spans(from, end, stepMs ?? end - from))
    buckets.push({ from: start, to: stop, ...view.history.energy(start - offsetMs, stop - offsetMs) });
  return { buckets };
}
