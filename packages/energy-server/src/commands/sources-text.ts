// What `sources` prints for people: the sum and its parts, then every source with what it needs.

import { type ChannelState, contains, type SourceState, type Sources } from '@jupyter-energy/contract';
import { basisText, wattsText } from './amounts.ts';
import type { Ink } from './ink.ts';

/** Of what contains them: by so much more parts are said to contradict it. */
const CONTRADICTION = 0.05;

/** The whole text, with its last newline. */
export function sourcesText({ sources, total }: Sources, origin: string, ink: Ink): string {
  const speakers = sources.flatMap(({ channels }) => channels.filter(({ role }) => role === 'speaks'));
  const sections = [
    headline(total, ink),
    treeLines(speakers).map((line) => `  ${line}`),
    total.notCovered.length === 0 ? [] : [`Not covered: ${total.notCovered.join(', ')}.`],
    ...sources.map((source) => sourceLines(source, ink)),
    [ink.dim(`(${origin})`)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headline(total: Sources['total'], ink: Ink): string[] {
  if (total.basis === null) return [ink.bold('Power now: unknown'), 'No source can be read.'];
  return [ink.bold(`Power now: ${wattsText(total.watts, total.basis)}`), `made of ${total.made}`];
}

/** One line per speaker, indented below the speaker that contains it; after its parts, what it sees beyond them. */
function treeLines(speakers: readonly ChannelState[]): string[] {
  const ordered = [...speakers].sort((a, b) => byPath(a.domain, b.domain));
  const outermost = ordered.filter((one) => !ordered.some((outer) => isInside(one, outer)));
  return columns(
    outermost.flatMap((root) => branchRows(root, ordered, '')),
    [1],
  );
}

function branchRows(outer: ChannelState, all: readonly ChannelState[], indent: string): string[][] {
  const inside = all.filter((one) => isInside(one, outer));
  const children = inside.filter((one) => !inside.some((between) => isInside(one, between)));
  const { label, basis, relativeError, id } = outer;
  const watts = shownWatts(outer, children);
  const rows = [
    [`${indent}${label}`, wattsText(watts, basis), basisText(basis, relativeError), id],
    ...children.flatMap((child) => branchRows(child, all, `${indent}  `)),
  ];
  if (children.length > 0) rows.push([`${indent}  Other parts`, ...restCells(outer, children)]);
  return rows;
}

/** A model gives way to meters inside it. */
function shownWatts({ watts, basis }: ChannelState, children: readonly ChannelState[]): number | null {
  if (watts === null || basis !== 'estimated') return watts;
  const measured = children.filter((child) => child.basis === 'measured');
  return Math.max(
    watts,
    measured.reduce((sum, child) => sum + (child.watts ?? 0), 0),
  );
}

/** What the outer meter sees beyond the inner ones, or by how much they contradict it. */
function restCells({ watts, basis }: ChannelState, children: readonly ChannelState[]): string[] {
  if (watts === null || children.some((child) => child.watts === null))
    return [wattsText(null, basis), 'the rest', ''];
  const rest = children.reduce((left, child) => left - (child.watts ?? 0), watts);
  // Meters that are read one after the other differ by a little all the time.
  const contradicts = -rest > CONTRADICTION * watts;
  const what = contradicts ? `the parts tell ${wattsText(-rest, 'measured')} more` : 'the rest';
  return [wattsText(Math.max(0, rest), basis), what, ''];
}

function isInside(inner: ChannelState, outer: ChannelState): boolean {
  return inner !== outer && contains(outer.domain, inner.domain);
}

/** A part before what lies inside it; processor 2 before processor 10. */
function byPath(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  const at = left.findIndex((step, index) => step !== right[index]);
  if (at === -1) return left.length - right.length;
  return (left[at] ?? '').localeCompare(right[at] ?? '', 'en', { numeric: true });
}

function sourceLines(
  { id, title, status, reason, remedy, notes, channels }: SourceState,
  ink: Ink,
): string[] {
  const word = status === 'ready' ? ink.good(status) : ink.warm(status);
  const silent = channels.filter(({ because }) => because !== null);
  return [
    `${ink.bold(title)} ${ink.dim(id)}: ${word}`,
    ...(reason === null ? [] : [`  why:   ${reason}`]),
    ...(remedy === null ? [] : [`  help:  ${remedy.text}`]),
    ...(remedy?.command ? [`         ${ink.bold(remedy.command)}`] : []),
    ...notes.map((note) => `  note:  ${note}`),
    ...silent.map(silentLine),
  ];
}

/** A channel that does not count, with what it shows beside the one that does. */
function silentLine({ id, role, watts, basis, because }: ChannelState): string {
  const shown = watts === null ? '' : ` (${wattsText(watts, basis)})`;
  return `  ${id} ${role}${shown}: ${because}`;
}

/** Rows as columns of equal width; those in `right` are aligned to the right. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
