// Steps of a sum: what several channels tell together, for the time in which each of them is known.

import type { Milliseconds } from '@jupyter-energy/contract';
import type { ChannelId, SumChannel } from './channel.ts';
import { type Amount, gap, type Step } from './step.ts';

/** Divisions round: a span that lacks less than this is whole. */
const ROUNDING_MS = 1e-6;

interface Span extends Amount {
  readonly fromMs: Milliseconds;
  readonly toMs: Milliseconds;
}

/** What a member has told and the sum has not taken yet. */
interface Told {
  spans: Span[];
  newestMs: Milliseconds;
}

export class SumMeter {
  readonly channel: SumChannel;
  readonly #told = new Map<ChannelId, Told>();
  #atMs: Milliseconds | null = null;

  constructor(channel: SumChannel) {
    this.channel = channel;
  }

  /** A member's step: the steps of the sum that it completes, oldest first. Nothing is known of the sum before all have begun. */
  take(step: Step): readonly Step[] {
    this.#keep(step);
    const members = this.channel.members.flatMap((id) => this.#told.get(id) ?? []);
    if (members.length < this.channel.members.length) return [];
    const toMs = Math.min(...members.map(({ newestMs }) => newestMs));
    const fromMs = this.#atMs;
    if (fromMs === null) return this.#begin(members);
    if (toMs <= fromMs) return [];
    this.#atMs = toMs;
    const edges = edgesOfGaps(members, fromMs, toMs);
    const steps = edges.slice(1).map((edge, index) => this.#stepOf(members, edges[index] ?? fromMs, edge));
    for (const member of members) member.spans = member.spans.filter((span) => span.toMs > toMs);
    return steps;
  }

  /** Time between two steps of a member, of which it says nothing, is a gap. */
  #keep({ channel, fromMs, toMs, joules, coveredMs }: Step): void {
    const told = this.#told.get(channel) ?? { spans: [], newestMs: fromMs };
    if (fromMs > told.newestMs)
      told.spans.push({ fromMs: told.newestMs, toMs: fromMs, joules: 0, coveredMs: 0 });
    if (toMs > fromMs) told.spans.push({ fromMs, toMs, joules, coveredMs });
    told.newestMs = toMs;
    this.#told.set(channel, told);
  }

  #begin(members: readonly Told[]): readonly Step[] {
    const atMs = Math.max(...members.map(({ spans, newestMs }) => spans[0]?.fromMs ?? newestMs));
    this.#atMs = atMs;
    return [gap(this.channel.id, 'first', atMs, atMs)];
  }

  #stepOf(members: readonly Told[], fromMs: Milliseconds, toMs: Milliseconds): Step {
    let joules = 0;
    for (const { spans } of members) {
      const part = within(spans, fromMs, toMs);
      if (part.coveredMs < toMs - fromMs - ROUNDING_MS) return gap(this.channel.id, 'silence', fromMs, toMs);
      joules += part.joules;
    }
    const coveredMs = toMs - fromMs;
    return { channel: this.channel.id, outcome: 'advanced', fromMs, toMs, joules, coveredMs };
  }
}

/** The ends of the time from `fromMs` to `toMs`, and where in it a gap of some member begins or ends. */
function edgesOfGaps(members: readonly Told[], fromMs: Milliseconds, toMs: Milliseconds): Milliseconds[] {
  const gaps = members.flatMap(({ spans }) => spans.filter(({ coveredMs }) => coveredMs === 0));
  const inside = gaps.flatMap((span) => [span.fromMs, span.toMs]).filter((ms) => ms > fromMs && ms < toMs);
  return [...new Set([fromMs, ...inside, toMs])].sort((a, b) => a - b);
}

/** Each span in proportion to how much of it lies inside. */
function within(spans: readonly Span[], fromMs: Milliseconds, toMs: Milliseconds): Amount {
  let [joules, coveredMs] = [0, 0];
  for (const span of spans) {
    const insideMs = Math.min(span.toMs, toMs) - Math.max(span.fromMs, fromMs);
    if (insideMs <= 0) continue;
    const share = insideMs / (span.toMs - span.fromMs);
    joules += span.joules * share;
    coveredMs += span.coveredMs * share;
  }
  return { joules, coveredMs };
}
