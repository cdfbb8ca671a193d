// The replies of /v1/status, /v1/power, /v1/energy and the event `beat`, made from what is known at this moment.

import {
  API_VERSION,
  type Beat,
  type Energy,
  type EnergySplit,
  type Power,
  type PowerSeries,
  type Status,
  weakestBasis,
} from '@jupyter-energy/contract';
import { duplicatesAtBeat, duplicatesOver } from './duplicates-reply.ts';
import { carbonOf } from './energy-carbon.ts';
import { kernelsAtBeat } from './kernels-reply.ts';
import type { KernelsView } from './kernels-view.ts';
import type { EnergyRange, PowerRange } from './parameters.ts';
import { spans } from './spans.ts';
import { type EnergyView, type JoinedEnergyView, wallOffsetMs } from './view.ts';

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
    record: view.record,
    self: view.self(),
  };
}

/** The event `beat`; null before the first beat. */
export function beatReply(view: EnergyView, kernels: KernelsView): Beat | null {
  const latest = view.history.latest();
  if (latest === null) return null;
  return {
    at: wallOffsetMs(view) + latest.atMs,
    startedAt: view.startedAt,
    total: latest.total,
    nodes: [...latest.nodes],
    ...duplicatesAtBeat(view),
    ...kernelsAtBeat(kernels),
  };
}

/** `GET /v1/power`: up to the newest beat. With a kernel that is known, whose it was, seen from that kernel's notebook. */
export function powerReply(view: EnergyView, kernels: KernelsView, range: PowerRange): Power {
  const { stepMs, points, kernel } = range;
  const toMs = view.history.latest()?.atMs ?? view.now().timelineMs;
  const fromMs = toMs - points * stepMs;
  const { at, series } = view.history.power(fromMs, toMs, stepMs);
  const [total] = series;
  const split =
    total === undefined || kernel === null || kernels.kernel(kernel) === null
      ? []
      : splitSeries(total, kernels.powerSplit(kernel, fromMs, at, total.watts));
  const offsetMs = wallOffsetMs(view);
  return {
    stepMs,
    at: at.map((endMs) => offsetMs + endMs),
    series: [...series, ...split],
    ...duplicatesOver(view, fromMs, at),
  };
}

function splitSeries(total: PowerSeries, columns: ReturnType<KernelsView['powerSplit']>): Power['series'] {
  const basis = weakestBasis([total.basis, 'attributed']);
  return Object.entries(labels).map(([key, label]) => {
    const watts = columns[key as keyof typeof labels];
    return { id: `split/${key}`, parent: null, label, rest: false, basis, watts };
  });
}

/** Whose energy it was, for programs that show no words of their own. */
const labels: Readonly<Record<keyof EnergySplit, string>> = {
  kernel: 'This notebook',
  otherKernels: 'Other notebooks',
  others: 'Other programs',
  idle: 'Idle',
  undivided: 'Not divided',
};

/** `GET /v1/energy`: each bucket with how much of it is known. Without `to`, a reading is taken first. */
export async function energyReply(
  view: EnergyView,
  kernels: KernelsView,
  { from, to, stepMs, kernel }: EnergyRange,
): Promise<Energy> {
  if (to === null) await view.mark();
  const end = to ?? view.now().wallMs;
  const step = stepMs === null ? end - from : Math.max(stepMs, view.finestStepMs(from));
  const cut = [...spans(from, end, step)];
  // Seen from a kernel that nobody knows there is nothing to tell, which is not nothing used.
  const isSplit = kernel === null || kernels.kernel(kernel) !== null;
  const energies = view.energy([from, ...cut.map(([, stop]) => stop)]);
  const carbon = await carbonOf(view, cut, energies, (known) =>
    kernel === null || !isSplit ? null : ownOf(splitOf(kernels, kernel, known)),
  );
  const buckets = energies.map(({ total, parts, ...known }, index) => {
    const [start = from, stop = end] = cut[index] ?? [];
    const split = total === null || !isSplit ? null : splitOf(kernels, kernel, known);
    return { from: start, to: stop, total, parts: [...parts], split, carbon: carbon[index] ?? null };
  });
  return { buckets };
}

/** Null where nothing was divided: how much of it was the kernel's nobody knows. */
function ownOf({ kernel, otherKernels, others, idle }: EnergySplit): number | null {
  return kernel + otherKernels + others + idle > 0 ? kernel : null;
}

type Known = Pick<JoinedEnergyView, 'memory' | 'recorded'>;

function splitOf(kernels: KernelsView, kernel: string | null, { memory, recorded }: Known): EnergySplit {
  const splits = memory.map(({ fromMs, toMs, joules }) => kernels.energySplit(kernel, fromMs, toMs, joules));
  if (recorded !== null) splits.push(kernels.recordedSplit(kernel, recorded.shares, recorded.joules));
  const sum = (key: keyof EnergySplit) => splits.reduce((all, split) => all + split[key], 0);
  return {
    kernel: sum('kernel'),
    otherKernels: sum('otherKernels'),
    others: sum('others'),
    idle: sum('idle'),
    undivided: sum('undivided'),
  };
}
