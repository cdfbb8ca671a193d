// The chart of the last minutes: uPlot on a canvas, the total filled, a line per part, bands where this notebook ran code.

import uPlot from 'uplot';
import type { RunInterval } from '../account/run-intervals.ts';
import type { Format } from '../words/format.ts';
import { type ChartColours, coloursAt } from './chart-colours.ts';
import { type ChartWindow, ceiling } from './chart-window.ts';
import { element } from './element.ts';

const HEIGHT = 168;
const DASH = [5, 4];
/** Told from estimates, which are dashed, by their shape too. */
const DOTS = [1.5, 2.5];

/** What the chart needs to know beside the data. */
export interface ChartOptions {
  readonly format: Format;
  /** Words for a moment so many seconds ago. */
  readonly ago: (seconds: number) => string;
  readonly runs: () => readonly RunInterval[];
  /** The point under the pointer; null when it left. */
  readonly onPoint: (index: number | null) => void;
}

export class PowerChart {
  readonly node = element('div', { class: 'jp-Energy-chart', role: 'img' });
  readonly #options: ChartOptions;
  #plot: uPlot | null = null;
  #drawn = '';
  #minutes = 0;
  #end = 0;
  #colours: ChartColours | null = null;

  constructor(options: ChartOptions) {
    this.#options = options;
  }

  /** Colours by the order of the window's lines. */
  colourOf(index: number, { hasTotal, lines }: Pick<ChartWindow, 'hasTotal' | 'lines'>): string {
    if (this.#colours === null) return '';
    const { total, parts, shares, beside } = this.#colours;
    const line = lines[index]?.beside ?? null;
    if (line !== null) return beside(this.colourOf(line, { hasTotal, lines }));
    const share = shares.get(lines[index]?.id ?? '');
    if (share !== undefined) return share;
    if (hasTotal && index === 0) return total;
    return parts[(index - (hasTotal ? 1 : 0)) % parts.length] ?? total;
  }

  /** Draws the window; the plot is made anew only when its lines change. */
  show(window: ChartWindow, minutes: number): void {
    const drawn = JSON.stringify([
      window.hasTotal,
      window.lines.map(({ id, basis, beside }) => [id, basis, beside]),
    ]);
    this.#minutes = minutes;
    this.#end = window.data[0].at(-1) ?? 0;
    if (this.#plot === null || drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.#make(window);
    } else this.#plot.setData(window.data);
  }

  /** After a change of theme or width: the next `show` draws anew. */
  forget(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }

  dispose(): void {
    this.forget();
  }

  #make(window: ChartWindow): void {
    this.forget();
    const colours = coloursAt(this.node);
    this.#colours = colours;
    const series = window.lines.map((_, i) => this.#series(window, i, colours));
    const options: uPlot.Options = {
      width: this.node.clientWidth,
      height: HEIGHT,
      padding: [10, 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: {
        x: { time: false, range: () => [this.#end - this.#minutes * 60, this.#end] },
        y: { range: (_, __, most) => [0, ceiling(most ?? 0)] },
      },
      axes: this.#axes(colours),
      series: [{}, ...series],
      hooks: {
        drawClear: [(plot) => this.#shade(plot, colours.run)],
        setCursor: [
          ({ cursor }) => this.#options.onPoint((cursor.left ?? -1) < 0 ? null : (cursor.idx ?? null)),
        ],
      },
    };
    this.#plot = new uPlot(options, window.data, this.node);
  }

  #series(window: ChartWindow, index: number, colours: ChartColours): uPlot.Series {
    const isTotal = window.hasTotal && index === 0;
    const { basis, of } = window.lines[index] ?? { basis: null, of: null };
    const dash = of !== null ? DOTS : basis === 'estimated' ? DASH : null;
    return {
      stroke: this.colourOf(index, window),
      width: isTotal ? 2 : 1.25,
      points: { show: false },
      ...(isTotal ? { fill: colours.totalFill } : {}),
      ...(dash === null ? {} : { dash }),
    };
  }

  #axes(colours: ChartColours): uPlot.Axis[] {
    const font = `11px ${getComputedStyle(this.node).fontFamily}`;
    const shared = {
      stroke: colours.axis,
      font,
      ticks: { show: false },
      grid: { stroke: colours.grid, width: 1 },
    };
    const { format, ago } = this.#options;
    return [
      {
        ...shared,
        size: 24,
        // Fixed distances from now: the labels stand still while the lines move.
        splits: () => {
          const steps = this.#minutes === 1 ? 6 : 5;
          const step = (this.#minutes * 60) / steps;
          return Array.from({ length: steps + 1 }, (_, i) => this.#end - step * (steps - i));
        },
        values: (_, splits) => splits.map((second) => ago(Math.round(this.#end - second))),
      },
      {
        ...shared,
        size: 58,
        space: 34,
        values: (_, splits) =>
          splits.map((watts) => {
            const { digits, symbol } = format.axis(watts, splits.at(-1) ?? watts);
            return `${digits}\u00A0${symbol}`;
          }),
      },
    ];
  }

  #shade({ ctx, bbox, valToPos }: uPlot, colour: string): void {
    const begin = this.#end - this.#minutes * 60;
    ctx.save();
    ctx.fillStyle = colour;
    for (const { from, to } of this.#options.runs()) {
      const left = Math.max(begin, from / 1000);
      const right = Math.min(this.#end, to === null ? this.#end : to / 1000);
      if (right < left) continue;
      const x = valToPos(left, 'x', true);
      // A run of milliseconds is still seen, as one thin line.
      ctx.fillRect(x, bbox.top, Math.max(devicePixelRatio, valToPos(right, 'x', true) - x), bbox.height);
    }
    ctx.restore();
  }
}
