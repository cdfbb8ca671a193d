// Energy of buckets from memory where that reaches, before that from the record: joined without overlap or hole.

import type { Joules, Milliseconds, UnixMs } from '@jupyter-energy/contract';
import { type EnergyOfSpan, energyOf, type Spent } from '../history/answers.ts';
import type { KernelShare } from '../kernels/kernel-share.ts';
import type { Instant } from '../time/instant.ts';
import type { Ledger } from './ledger.ts';
import { edgeFrom, MINUTE } from './levels.ts';
import type { Recorded } from './reading.ts';
import { spentFrom, sumOf } from './recorded-energy.ts';

/** Times are those of the timeline. */
export interface Memory {
  readonly oldestMs: Milliseconds | null;
  /** Nothing was forgotten yet. */
  readonly isWhole: boolean;
  spent(fromMs: Milliseconds, toMs: Milliseconds): Spent;
}

export interface JoinedEnergy extends EnergyOfSpan {
  /** What memory tells of it, on the timeline: in several spans where the clock was set. */
  readonly memory: readonly Remembered[];
  /** What is recorded of it, and whose it was; null where that is not asked. */
  readonly recorded: { readonly shares: readonly RecordedShare[]; readonly joules: Joules } | null;
}

interface Remembered {
  readonly fromMs: Milliseconds;
  readonly toMs: Milliseconds;
  readonly joules: Joules;
}

export interface RecordedShare extends Pick<KernelShare, 'kind' | 'name' | 'within' | 'owner'> {
  readonly joules: Joules;
}

/** The shortest step that can be told apart from a moment on; null where that is up to memory alone. */
export function finestMs(from: UnixMs, memory: Memory, ledger: Ledger | null): Milliseconds | null {
  return ledger === null || from >= seamOf(memory, ledger).knownFrom ? null : ledger.finestMs(from);
}

/** For each span between neighbouring edges. Without a ledger, what memory knows by the clock as it is set now. */
export function energyBetween(
  edges: readonly UnixMs[],
  memory: Memory,
  ledger: Ledger | null,
  now: Instant,
): readonly JoinedEnergy[] {
  const offsetMs = now.wallMs - now.timelineMs;
  const record = ledger === null ? null : recordBefore(edges, memory, ledger);
  return edges.slice(1).map((to, index) => {
    const from = edges[index] ?? to;
    const told = record?.spans[index];
    if (ledger === null || record === null || told === undefined)
      return joined([{ fromMs: from - offsetMs, toMs: to - offsetMs }], memory, null, to - from);
    const spans = ledger.wall.spansOfWall(Math.max(from, record.seam.at), to);
    return joined(spans, memory, from < record.seam.at ? told : null, to - from);
  });
}

function joined(
  spans: Iterable<Pick<Remembered, 'fromMs' | 'toMs'>>,
  memory: Memory,
  told: Told | null,
  spanMs: Milliseconds,
): JoinedEnergy {
  const remembered = [...spans].map(({ fromMs, toMs }) => {
    const spent = memory.spent(fromMs, toMs);
    return { spent, known: { fromMs, toMs, joules: spent.total?.amount.joules ?? 0 } };
  });
  const all = [...(told === null ? [] : [told.spent]), ...remembered.map(({ spent }) => spent)];
  const recorded =
    told === null ? null : { shares: told.shares, joules: told.spent.total?.amount.joules ?? 0 };
  return { ...energyOf(sumOf(all), spanMs), memory: remembered.map(({ known }) => known), recorded };
}

interface Told {
  readonly spent: Spent;
  readonly shares: readonly RecordedShare[];
}

/** What is recorded of each span before the seam; null where memory reaches, or nothing can be read. */
function recordBefore(
  edges: readonly UnixMs[],
  memory: Memory,
  ledger: Ledger,
): { readonly seam: Seam; readonly spans: readonly Told[] } | null {
  const seam = seamOf(memory, ledger);
  if ((edges[0] ?? 0) >= seam.knownFrom) return null;
  const before = edges.map((edge) => Math.min(edge, seam.at));
  const all = ledger.read(before, 'computer');
  if (all === null) return null;
  const spans = all.map((recorded) => ({
    spent: spentFrom(recorded),
    shares: recorded.flatMap((one) => shareOf(one) ?? []),
  }));
  return { seam, spans };
}

function shareOf({
  face: { kind, name, within, owner },
  amount: { joules },
}: Recorded): RecordedShare | null {
  return kind === 'kernel' || kind === 'split' ? { kind, name, within, owner, joules } : null;
}

interface Seam {
  /** Memory answers exactly from here on. */
  readonly knownFrom: UnixMs;
  /** Where both are joined: the edge of a minute, since that is as fine as the record tells. */
  readonly at: UnixMs;
}

/** Whatever the wall clock has shown while that was still in memory, and it is not any more, is the record's to tell. */
function seamOf(memory: Memory, ledger: Ledger): Seam {
  const { oldestMs } = memory;
  if (oldestMs === null) return { knownFrom: Number.POSITIVE_INFINITY, at: Number.POSITIVE_INFINITY };
  const knownFrom = ledger.wall.latestUpTo(oldestMs);
  const at = edgeFrom(knownFrom, MINUTE);
  if (!memory.isWhole || !(ledger.foundTo <= knownFrom)) return { knownFrom, at };
  // Nothing was used in between that anybody knows of.
  const earlier = edgeFrom(ledger.foundTo, MINUTE);
  return { knownFrom: ledger.foundTo, at: earlier <= knownFrom ? earlier : at };
}
