// What `watch` draws: the sum, the energy so far, and a line with a bar and the last minute for each part.

import type { Beat, Node } from '@jupyter-energy/contract';
import { basisText, joulesText, spanText, wattsText } from './amounts.ts';
import type { Ink } from './ink.ts';
import { columns } from './sources-text.ts';

const BAR = 20;
const SPARKS = '▁▂▃▄▅▆▇█';
const MOST_SPARKS = 40;

export class WatchView {
  readonly #origin: string;
  readonly #ink: Ink;
  /** The newest powers of each part, the newest last. */
  readonly #recent = new Map<string, (number | null)[]>();

  constructor(origin: string, ink: Ink) {
    this.#origin = origin;
    this.#ink = ink;
  }

  /** The lines for this beat, none wider or more than the terminal. */
  lines(beat: Beat, width: number, height: number): readonly string[] {
    const ink = this.#ink;
    const { total, nodes, at, startedAt } = beat;
    for (const { id, watts } of nodes) this.#remember(id, watts);
    const head =
      total === null
        ? ['Power unknown: no source can be read. jupyter-energy sources tells why.']
        : [
            `${wattsText(total.watts, total.basis)}   ${basisText(total.basis, total.relativeError)}`,
            `${joulesText(total.joules, total.joulesBasis)} in ${spanText(at - startedAt)}`,
          ];
    const [first = '', ...others] = head;
    const parts = this.#partLines(nodes, total?.watts ?? null).map((line) => cut(line, width));
    const lines = [ink.bold(cut(first, width)), ...others.map((line) => cut(line, width)), '', ...parts, ''];
    return [...lines, ink.dim(cut(`${this.#origin} · q ends`, width))].slice(0, Math.max(1, height - 1));
  }

  #remember(id: string, watts: number | null): void {
    const recent = this.#recent.get(id) ?? [];
    recent.push(watts);
    this.#recent.set(id, recent.slice(-MOST_SPARKS));
  }

  #partLines(nodes: readonly Node[], totalWatts: number | null): string[] {
    const rows = nodes.map((node) => [
      `${'  '.repeat(depthOf(node, nodes))}${node.label}`,
      wattsText(node.watts, node.basis),
      bar(node.watts, totalWatts),
      sparkline(this.#recent.get(node.id) ?? []),
    ]);
    return columns(rows, [1]);
  }
}

function depthOf(node: Node, nodes: readonly Node[]): number {
  const parent = nodes.find(({ id }) => id === node.parent);
  return parent === undefined ? 0 : 1 + depthOf(parent, nodes);
}

function bar(watts: number | null, ofWatts: number | null): string {
  const share = watts === null || !ofWatts ? 0 : Math.min(1, watts / ofWatts);
  const full = Math.round(share * BAR);
  return '█'.repeat(full) + '·'.repeat(BAR - full);
}

/** From 0 to the greatest of the values; a blank where nothing is known. */
function sparkline(values: readonly (number | null)[]): string {
  const greatest = Math.max(...values.map((value) => value ?? 0));
  return values
    .map((value) => {
      if (value === null) return ' ';
      const level = greatest === 0 ? 0 : Math.round((value / greatest) * (SPARKS.length - 1));
      return SPARKS[level] ?? ' ';
    })
    .join('');
}

function cut(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}
