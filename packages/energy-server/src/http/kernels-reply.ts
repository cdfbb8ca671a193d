// The replies of /v1/kernels and /v1/intervals, made from what is known at this moment.

import type {
  EnergyBucket,
  Interval,
  Kernel,
  Kernels,
  ShareBasis,
  SplitPart,
} from '@jupyter-energy/contract';
import type { KernelView, StandingView } from './kernels-view.ts';
import type { EnergyRange } from './parameters.ts';
import type { EnergyView } from './view.ts';

const NO_BASELINE =
  'Including idle: no quiet moment was seen yet in which to learn what the computer draws by itself. ' +
  'Ten seconds with less than 5 % of the processors in use are enough.';
const NOTHING_READ = 'The computer’s energy cannot be read.';
const NO_CPU_TIME = 'Nothing was split yet: it takes two readings while a kernel is known.';

/** `GET /v1/kernels`. */
export function kernelsReply(view: EnergyView): Kernels {
  const { kernels } = view;
  const { split } = kernels;
  return {
    at: view.now().wallMs,
    kernels: kernels.kernels.map((kernel) => kernelReply(view, kernel)),
    idleBaseline: kernels.baseline,
    split:
      split === null
        ? null
        : {
            kernels: partOf(split.kernels),
            others: partOf(split.others),
            idle: partOf(split.idle),
            undivided: partOf(split.undivided),
          },
    reason: split === null ? whyNoSplit(view) : null,
    basis: split === null ? null : shareBasis(view),
  };
}

/** One kernel, as in /v1/kernels and as the answer to what the bridge tells of it. */
export function kernelReply(view: EnergyView, { entry, memory, amount, watts }: KernelView): Kernel {
  const { id, name, path, pid, foundBy, state, reason, firstSeenAt, activities, cpuSeconds } = entry;
  const isHere = state === 'found';
  const isKnown = amount.coveredMs > 0;
  return {
    ...{ id, name, path, pid, foundBy, state, firstSeenAt, watts },
    reason: isHere && !isKnown ? whyNoSplit(view) : reason,
    activity: activities.at(-1)?.state ?? null,
    joules: isKnown ? amount.joules : null,
    coveredSeconds: amount.coveredMs / 1_000,
    cpuSeconds: isHere || cpuSeconds > 0 ? cpuSeconds : null,
    residentBytes: isHere ? memory.residentBytes : null,
    processes: memory.processes,
    basis: isKnown ? shareBasis(view) : null,
  };
}

/** `GET /v1/intervals`. What is not settled yet is settled first, by a reading taken at once. */
export async function intervalReply(view: EnergyView, id: string, range: EnergyRange): Promise<Interval> {
  const offsetMs = () => view.now().wallMs - view.now().timelineMs;
  const newestMs = view.history.latest()?.atMs ?? Number.NEGATIVE_INFINITY;
  if (range.to === null || range.to - offsetMs() > newestMs) await view.mark();
  const { from } = range;
  const end = range.to ?? view.now().wallMs;
  const [fromMs, toMs] = [from - offsetMs(), end - offsetMs()];
  const { total, parts } = view.history.energy(fromMs, toMs);
  const answer = view.kernels.interval(id, fromMs, toMs, total?.joules ?? 0);
  const seconds = (end - from) / 1_000;
  const face = { kernel: id, from, to: end, seconds, computer: computerOf(total) };
  if (answer === null || total === null) return { ...face, ...unknown, reason: whyUnknown(view, id, total) };
  const { joules, coveredMs, split, tooShort, incomplete, shared, overlap } = answer;
  const byPrograms = split.kernel + split.otherKernels + split.others;
  return {
    ...face,
    ...{ joules, split, uncertaintyJoules: answer.boundJoules, relativeError: total.relativeError },
    coveredSeconds: coveredMs / 1_000,
    watts: (joules / coveredMs) * 1_000,
    share: byPrograms > 0 ? joules / byPrograms : null,
    cpuSeconds: answer.cpuSeconds,
    parts: shareOut(joules, parts),
    basis: { total: total.basis, share: 'attributed' },
    flags: { tooShort, incomplete, shared, overlap },
    reason: null,
  };
}

const unknown = {
  coveredSeconds: 0,
  joules: null,
  uncertaintyJoules: null,
  relativeError: null,
  watts: null,
  share: null,
  cpuSeconds: null,
  parts: [] as Interval['parts'],
  split: null,
  basis: null,
  flags: { tooShort: false, incomplete: true, shared: false, overlap: false },
};

function computerOf(total: EnergyBucket['total']): Interval['computer'] {
  if (total === null) return null;
  const { joules, coveredSeconds, basis } = total;
  return { joules, coveredSeconds, basis };
}

/** By what the outermost domains used, without the GPUs inside them, which are not shared out. The shares sum to the joules. */
function shareOut(joules: number, parts: EnergyBucket['parts']): Interval['parts'] {
  const roots = parts
    .filter(({ id, parent }) => parent === null && !isGpu(id))
    .map(({ id, label, joules: all }) => ({ id, label, all: Math.max(0, all - gpusIn(id, parts)) }));
  const sum = roots.reduce((total, { all }) => total + all, 0);
  return sum > 0 ? roots.map(({ id, label, all }) => ({ id, label, joules: (joules * all) / sum })) : [];
}

function gpusIn(root: string, parts: EnergyBucket['parts']): number {
  return parts
    .filter(({ id, parent, rest }) => parent === root && !rest && isGpu(id))
    .reduce((sum, { joules }) => sum + joules, 0);
}

function isGpu(domain: string): boolean {
  return /^machine\/gpu-[^/]+$/.test(domain);
}

function partOf({ watts, amount }: StandingView): SplitPart {
  return { watts, joules: amount.joules };
}

function shareBasis(view: EnergyView): ShareBasis | null {
  const total = view.history.latest()?.total ?? null;
  return total === null ? null : { total: total.basis, share: 'attributed' };
}

function whyNoSplit({ history, kernels }: EnergyView): string {
  if ((history.latest()?.total ?? null) === null) return NOTHING_READ;
  return kernels.baseline.watts === null ? NO_BASELINE : NO_CPU_TIME;
}

function whyUnknown(view: EnergyView, id: string, total: EnergyBucket['total']): string {
  const kernel = view.kernels.kernel(id);
  if (kernel === null) return `No kernel ${id} is known.`;
  if (total === null) return 'Nothing was read in this interval.';
  const { state, reason } = kernel.entry;
  if (state !== 'found' && reason !== null) return reason;
  return view.kernels.baseline.watts === null ? NO_BASELINE : 'Nothing was split in this interval.';
}
