// Kernels: what the bridge tells of them, what they use, and the energy of their intervals. Times are UnixMs, energy J, power W.

import * as z from 'zod/mini';
import { Basis } from './basis.ts';
import { ComputerSplit, EnergySplit, ShareBasis } from './split.ts';

const finite = z.number();
const positive = z.number().check(z.nonnegative());
const unixMs = z.number();

/** As Jupyter makes them, and whatever else is safe in a path. */
export const KernelId = z.string().check(z.regex(/^[0-9A-Za-z_.-]{1,100}$/));

/** The body of `PUT /v1/kernels/{id}`. Telling the same again changes nothing; another pid means a restart. */
export const KernelRegistration = z.strictObject({
  /** The kernel's own process, as this machine counts; null or left out when there is none here. */
  pid: z.optional(z.nullable(z.int().check(z.gt(1), z.lte(0x7fffffff)))),
  /** The notebook's path on its Jupyter server. */
  path: z.optional(z.string().check(z.maxLength(1_000))),
  /** The same for a notebook whatever kernel it has, over restarts of everything; nobody reads anything in it. */
  notebook: z.optional(z.string().check(z.maxLength(4_000))),
  /** The kernel's name for people. */
  name: z.optional(z.string().check(z.maxLength(200))),
  /** It runs on another machine. */
  elsewhere: z.optional(z.literal(true)),
});
export type KernelRegistration = z.infer<typeof KernelRegistration>;

/** The id of a request that a kernel executes: `msg_id` of Jupyter's `execute_request`. */
export const RunId = z.string().check(z.regex(/^[0-9A-Za-z_.:-]{1,200}$/));

export const KernelActivity = z.enum(['busy', 'idle']);
export type KernelActivity = z.infer<typeof KernelActivity>;

/**
 * The body of `POST /v1/kernels/{id}/state`: when it became so, by the kernel's or the server's clock. With `run` it tells that this
 * execution began (`busy`) or ended (`idle`); a kernel is busy while any of its runs goes on. `idle` without `run` ends them all.
 */
export const KernelStateChange = z.strictObject({
  state: KernelActivity,
  at: unixMs,
  run: z.optional(RunId),
  /** Jupyter's `execution_count` of the run. */
  count: z.optional(z.int()),
});
export type KernelStateChange = z.infer<typeof KernelStateChange>;

/** The reply to it: when the reading that it caused was taken. */
export const KernelMark = z.strictObject({ at: unixMs });
export type KernelMark = z.infer<typeof KernelMark>;

export const Kernel = z.strictObject({
  id: z.string(),
  name: z.nullable(z.string()),
  path: z.nullable(z.string()),
  pid: z.nullable(z.int()),
  /** `bridge`: told by the Jupyter server; `command line`: found by the connection file there. */
  foundBy: z.enum(['bridge', 'command line']),
  state: z.enum(['found', 'elsewhere', 'gone', 'unknown']),
  /** Why nothing, or nothing more, is known; null where it is. */
  reason: z.nullable(z.string()),
  /** As last told; null where nobody has. */
  activity: z.nullable(KernelActivity),
  firstSeenAt: unixMs,
  /** Mean power since the previous beat. */
  watts: z.nullable(positive),
  /** Since it was first seen; null while nothing could be attributed. */
  joules: z.nullable(positive),
  /** Seconds for which these joules are known. */
  coveredSeconds: positive,
  /** CPU time since it was first seen. */
  cpuSeconds: z.nullable(positive),
  /** Of all its processes; shared pages count for each. */
  residentBytes: z.nullable(positive),
  processes: z.int(),
  basis: z.nullable(ShareBasis),
});
export type Kernel = z.infer<typeof Kernel>;

/** `GET /v1/kernels`. */
export const Kernels = z.strictObject({
  at: unixMs,
  kernels: z.array(Kernel),
  /** The power drawn while nobody does anything; null until a quiet moment was seen, or until busy ones tell it. */
  idleBaseline: z.strictObject({
    watts: z.nullable(positive),
    /** Ten-second means of quiet moments from which it was learnt. */
    moments: z.int(),
    /** No quiet moment was seen: a model tells it, or the line through the power of busy moments, where it meets no use. */
    estimated: z.boolean(),
  }),
  /** Null while the computer's energy cannot be split; `reason` tells why. */
  split: z.nullable(ComputerSplit),
  reason: z.nullable(z.string()),
  basis: z.nullable(ShareBasis),
});
export type Kernels = z.infer<typeof Kernels>;

export const IntervalFlags = z.strictObject({
  /** The uncertainty exceeds a quarter of the value. */
  tooShort: z.boolean(),
  /** Part of the interval is not known. */
  incomplete: z.boolean(),
  /**
   * Others worked at the same time: other kernels, between which CPU time decided, or other runs of this kernel, each of which has
   * all that the kernel used in its own time.
   */
  shared: z.boolean(),
  /** Work from before the interval went on in it: the kernel was idle just before and yet used processors. */
  overlap: z.boolean(),
});
export type IntervalFlags = z.infer<typeof IntervalFlags>;

/** `GET /v1/intervals?kernel=&from=&to=`: what a kernel used in an interval. */
export const Interval = z.strictObject({
  kernel: z.string(),
  from: unixMs,
  to: unixMs,
  seconds: positive,
  /** Seconds of these for which the kernel's share is known. */
  coveredSeconds: positive,
  /** Null where nothing is known; `reason` tells why. */
  joules: z.nullable(positive),
  /** ± of the joules, from where the readings lie and how coarsely CPU time is counted. */
  uncertaintyJoules: z.nullable(positive),
  /** ± of the sources beside that, relative, one standard deviation; null where nobody knows. */
  relativeError: z.nullable(positive),
  /** Mean power over the covered time. */
  watts: z.nullable(positive),
  /** The kernel's part of what all programs used above idle, 0 to 1; while that is not known, its part of their CPU time. */
  share: z.nullable(finite),
  cpuSeconds: z.nullable(positive),
  /** The kernel's joules by the outermost domains that the computer's total adds up. */
  parts: z.array(z.strictObject({ id: z.string(), label: z.string(), joules: positive })),
  /** The computer's energy in the interval, idle included; null where nothing could be read. */
  computer: z.nullable(z.strictObject({ joules: positive, coveredSeconds: positive, basis: Basis })),
  /** Whose the computer's energy was; sums to it where everything is covered. */
  split: z.nullable(EnergySplit),
  basis: z.nullable(ShareBasis),
  flags: IntervalFlags,
  reason: z.nullable(z.string()),
});
export type Interval = z.infer<typeof Interval>;
