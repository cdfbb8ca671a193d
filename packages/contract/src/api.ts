// Every reply of the energy server, as a schema and the type inferred from it. Times are UnixMs, energy J, power W.

import * as z from 'zod/mini';
import { Basis } from './basis.ts';
import { Duplicate, DuplicateSeries } from './duplicates.ts';
import { Carbon } from './grid.ts';
import { ComputerSplit, EnergySplit } from './split.ts';

/** The version in every path: `/v1/…`. */
export const API_VERSION = 1;

const finite = z.number();
const positive = z.number().check(z.nonnegative());
const unixMs = z.number();

/** What a relative error of 0.2 means: one standard deviation of ±20 %. Null = nobody knows. */
const relativeError = z.nullable(positive);

/** The advice that goes with a blocked source: what to do in words, and the command that does it where there is one. */
export const Remedy = z.strictObject({ text: z.string(), command: z.nullable(z.string()) });
export type Remedy = z.infer<typeof Remedy>;

/** How the record stands: the energy of the past, on disk. */
export const RecordStanding = z.strictObject({
  file: z.string(),
  /** `kept by another`: several energy servers share the file, and one writes; `in memory`: it cannot be written at the moment. */
  state: z.enum(['kept', 'kept by another', 'in memory']),
  /** Why it is not kept here, or what became of an earlier file; null otherwise. */
  reason: z.nullable(z.string()),
  /** The begin of the oldest energy in it; null while there is none. */
  from: z.nullable(unixMs),
});
export type RecordStanding = z.infer<typeof RecordStanding>;

/** `GET /v1/status`: who answers, how fast it reads and what that costs. */
export const Status = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  version: z.string(),
  pid: z.int(),
  startedAt: unixMs,
  now: unixMs,
  /** Name of the scenario when the readings are simulated. */
  simulated: z.nullable(z.string()),
  beat: z.strictObject({
    periodMs: positive,
    reason: z.enum(['idle', 'watched', 'measuring']),
  }),
  /** No two readings that clients can see lie closer together than this. */
  finestMs: positive,
  /** Null where no record is kept. */
  record: z.nullable(RecordStanding),
  /** Open event streams, the asker's included. */
  streams: z.int(),
  /** What the energy server itself costs, since its start. */
  self: z.strictObject({ cpuSeconds: positive, residentBytes: positive }),
});
export type Status = z.infer<typeof Status>;

export const ChannelState = z.strictObject({
  id: z.string(),
  label: z.string(),
  domain: z.string(),
  kind: z.enum(['counter', 'gauge', 'sum']),
  basis: Basis,
  relativeError,
  /**
   * `speaks`: counts for its domain; `summed`: counts as a part of a sum that speaks; `duplicate`: covers a domain for which another channel speaks; `distrusted`: contradicted by
   * others; `elsewhere`: measures something that is not this computer.
   */
  role: z.enum(['speaks', 'summed', 'duplicate', 'distrusted', 'elsewhere']),
  /** Why it does not speak; null when it does. */
  because: z.nullable(z.string()),
  /** Mean power over the newest reading's span; null while unknown. */
  watts: z.nullable(finite),
});
export type ChannelState = z.infer<typeof ChannelState>;

export const SourceState = z.strictObject({
  id: z.string(),
  /** The driver: `rapl`, `estimate`, `simulated`, … */
  kind: z.string(),
  title: z.string(),
  status: z.enum(['ready', 'blocked', 'failing']),
  /** Why it is blocked or failing, in a sentence; null when ready. */
  reason: z.nullable(z.string()),
  remedy: z.nullable(Remedy),
  /** Facts worth knowing: mirrored dies, which processor row an estimate uses, … */
  notes: z.array(z.string()),
  channels: z.array(ChannelState),
});
export type SourceState = z.infer<typeof SourceState>;

/** `GET /v1/sources`: what was found, what is blocked and how to unblock it, and what the total is made of. */
export const Sources = z.strictObject({
  sources: z.array(SourceState),
  total: z.strictObject({
    /** Null while nothing can be read. */
    basis: z.nullable(Basis),
    /** Power of the newest beat; null while it is unknown. */
    watts: z.nullable(finite),
    /** The outermost domains that the total adds up. */
    domains: z.array(z.string()),
    /** For people: "processor 0 + memory 0 (RAPL)". */
    made: z.string(),
    /** What the total leaves out: "the display, fans and the power supply's own loss". */
    notCovered: z.array(z.string()),
  }),
});
export type Sources = z.infer<typeof Sources>;

/** Energy so far and power now, of the total or of one node. `joules` only grows, from 0 at `startedAt`. */
const meterFields = {
  /** Of the power now. */
  basis: Basis,
  relativeError,
  joules: positive,
  /** The weakest basis of any of the joules: `estimated` for ever once a model has told some of them. */
  joulesBasis: Basis,
  /** Seconds, of those since `startedAt`, for which the joules are known. */
  coveredSeconds: positive,
  /** Mean power since the previous beat; null where no energy is known for that span. */
  watts: z.nullable(finite),
};

export const Total = z.strictObject(meterFields);
export type Total = z.infer<typeof Total>;

/**
 * One part of the tree that makes up the total. Over any span in which the tree stays as it is, children and rest of a node sum to
 * it, and roots to the total.
 */
export const Node = z.strictObject({
  /** The domain; for a rest, the domain followed by `/rest`. */
  id: z.string(),
  /** The node that contains it; null for a root. */
  parent: z.nullable(z.string()),
  label: z.string(),
  /** True for what an outer meter sees beyond the meters inside it. */
  rest: z.boolean(),
  ...meterFields,
});
export type Node = z.infer<typeof Node>;

/** One kernel's power now and the energy so far of its notebook, earlier kernels of it included, for whoever may see it. */
export const BeatKernel = z.strictObject({
  id: z.string(),
  /** Mean power since the previous beat; null where nothing could be attributed. */
  watts: z.nullable(positive),
  /** Since the energy server started, and the seconds for which they are known; only growing, over restarts and new kernels too. */
  joules: z.nullable(positive),
  coveredSeconds: positive,
});
export type BeatKernel = z.infer<typeof BeatKernel>;

/** The event `beat` of `GET /v1/stream`, one for each beat. */
export const Beat = z.strictObject({
  at: unixMs,
  /** Of the energy server; when it changes, `joules` starts anew from 0. */
  startedAt: unixMs,
  /** Null while nothing can be read. */
  total: z.nullable(Total),
  nodes: z.array(Node),
  /** Beside the nodes that they measure as well, and in none of the sums. Left out where there are none. */
  duplicates: z.optional(z.array(Duplicate)),
  /** The asker's kernels that are here. */
  kernels: z.array(BeatKernel),
  /** Null while the computer's energy cannot be split. */
  split: z.nullable(ComputerSplit),
});
export type Beat = z.infer<typeof Beat>;

export const PowerSeries = z.strictObject({
  /** `total`, a node's id, or `split/` and a key of EnergySplit: these sum to the total. */
  id: z.string(),
  parent: z.nullable(z.string()),
  label: z.string(),
  rest: z.boolean(),
  basis: Basis,
  /** Mean power over each step; null where nothing is known. */
  watts: z.array(z.nullable(finite)),
});
export type PowerSeries = z.infer<typeof PowerSeries>;

/** `GET /v1/power?seconds=&step=`: the history, one column per series. */
export const Power = z.strictObject({
  stepMs: positive,
  /** End of each step. */
  at: z.array(unixMs),
  /** The total first. Empty while nothing can be read. */
  series: z.array(PowerSeries),
  /** Today's duplicates of which something is known in these steps, in none of the sums. Left out where there are none. */
  duplicates: z.optional(z.array(DuplicateSeries)),
});
export type Power = z.infer<typeof Power>;

export const EnergyPart = z.strictObject({
  id: z.string(),
  parent: z.nullable(z.string()),
  label: z.string(),
  rest: z.boolean(),
  basis: Basis,
  joules: positive,
  coveredSeconds: positive,
});
export type EnergyPart = z.infer<typeof EnergyPart>;

export const EnergyBucket = z.strictObject({
  from: unixMs,
  to: unixMs,
  /** Null when nothing is known of the whole bucket. */
  total: z.nullable(
    z.strictObject({ basis: Basis, relativeError, joules: positive, coveredSeconds: positive }),
  ),
  parts: z.array(EnergyPart),
  /** Whose it was, seen from the notebook of the kernel asked for, if any; null where nothing is known, of the computer or of this kernel. */
  split: z.nullable(EnergySplit),
  /** What it has caused, quarter-hour by quarter-hour; null where nothing is known of the energy or of the mix. */
  carbon: z.nullable(Carbon),
});
export type EnergyBucket = z.infer<typeof EnergyBucket>;

/**
 * `GET /v1/energy?from=&to=&step=`: joules over spans of time, however far back the record reaches. Without `step` one bucket;
 * without `to` up to a reading taken at once.
 */
export const Energy = z.strictObject({ buckets: z.array(EnergyBucket) });
export type Energy = z.infer<typeof Energy>;

/** Every failure, as RFC 9457 problem details; `field` names the query parameter at fault. */
export const Problem = z.strictObject({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  field: z.optional(z.string()),
});
export type Problem = z.infer<typeof Problem>;

/** The events of `GET /v1/stream`: their names and what their data hold. */
export const streamEvents = { beat: Beat, sources: Sources, status: Status } as const;
