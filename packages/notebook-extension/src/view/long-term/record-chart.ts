// Draws the long record: stacked bars over bands of the mix. SVG, so that colours, contrast and print follow the theme.

import type { Joules } from '@jupyter-energy/contract';
import { JOULES_PER_WATT_HOUR } from '@jupyter-energy/contract';
import { type Bars, mixAt } from '../../long-term/bars.ts';
import { barAtPixel, left, type Plot, type Shapes, shapesOf } from '../../long-term/shapes.ts';
import { ticksOf } from '../../long-term/ticks.ts';
import type { EnergyUnit, Format } from '../../words/format.ts';
import type { Moments } from '../../words/moments.ts';
import { ceiling } from '../chart-window.ts';
import { svg } from '../svg.ts';
import { hatches } from './hatches.ts';
import type { LayerStyle } from './layer-style.ts';

const HEIGHT = 212;
const MARGIN = { left: 54, right: 44, top: 8, bottom: 28 };
/** Into how many steps the energy axis is divided, by the first digits of its upper end. */
const LINES: Readonly<Record<string, number>> = { '1.5': 3, '3': 3, '5': 5, '6': 3, '1': 5 };

export class RecordChart {
  readonly node = svg('svg', { class: 'jp-Energy-record', 'aria-hidden': 'true' });
  readonly #format: Format;
  readonly #moments: Moments;
  readonly #style: LayerStyle;
  readonly #hatches = hatches();
  readonly #moving = svg('g');
  readonly #still = svg('g');
  readonly #mark = svg('rect', { class: 'jp-Energy-mark' });
  #plot: Plot = { left: 0, top: 0, width: 1, height: 1 };
  #count = 1;

  constructor(format: Format, moments: Moments, style: LayerStyle) {
    this.#format = format;
    this.#moments = moments;
    this.#style = style;
    this.node.append(this.#hatches.definitions, this.#still, this.#moving, this.#mark);
  }

  /** The bar at a place in the window; null outside the plot. */
  barAt(clientX: number): number | null {
    return barAtPixel(this.#plot, this.#count, clientX - this.node.getBoundingClientRect().left);
  }

  /** How many bars a distance in pixels is. */
  barsIn(pixels: number): number {
    return Math.round((pixels / this.#plot.width) * this.#count);
  }

  show(bars: Bars, unit: EnergyUnit, width: number): void {
    this.#plot = {
      left: MARGIN.left,
      top: MARGIN.top,
      width: Math.max(1, width - MARGIN.left - MARGIN.right),
      height: HEIGHT - MARGIN.top - MARGIN.bottom,
    };
    this.#count = bars.energy.length;
    this.node.setAttribute('width', String(width));
    this.node.setAttribute('height', String(HEIGHT));
    this.node.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
    const most = topOf(bars, unit);
    const shapes = shapesOf(bars, this.#plot, most);
    this.shift(0);
    this.#still.replaceChildren(...this.#scales(bars, most, unit));
    this.#moving.replaceChildren(...this.#pieces(bars, shapes), ...this.#times(bars));
    this.mark(null);
  }

  /** Shows the picture moved, while it is being dragged. */
  shift(pixels: number): void {
    if (pixels === 0) this.#moving.removeAttribute('transform');
    else this.#moving.setAttribute('transform', `translate(${pixels} 0)`);
  }

  /** Frames a bar. */
  mark(bar: number | null): void {
    this.#mark.toggleAttribute('hidden', bar === null);
    this.#mark.style.display = bar === null ? 'none' : '';
    if (bar === null) return;
    const from = left(this.#plot, this.#count, bar);
    const to = left(this.#plot, this.#count, bar + 1);
    const place = {
      x: from - 0.5,
      y: this.#plot.top - 2,
      width: to - from + 1,
      height: this.#plot.height + 10,
    };
    for (const [name, value] of Object.entries(place)) this.#mark.setAttribute(name, String(value));
  }

  #pieces({ layers }: Bars, shapes: Shapes): SVGElement[] {
    const path = (d: string, attributes: Readonly<Record<string, string>>) =>
      d === '' ? [] : [svg('path', { d, ...attributes })];
    return [
      ...shapes.bands.flatMap(({ band, path: d }) => path(d, { class: `jp-Energy-band jp-mod-${band}` })),
      ...path(shapes.averaged, { fill: this.#hatches.averaged }),
      ...path(shapes.cached, { fill: this.#hatches.cached }),
      ...layers.flatMap((layer, i) => {
        const style = `jp-Energy-layer ${this.#style.classOf(layer)}`;
        const { measured = '', estimated = '' } = shapes.layers[i] ?? {};
        return [...path(measured, { class: style }), ...path(estimated, { class: `${style} jp-mod-model` })];
      }),
      ...path(shapes.renewables, { class: 'jp-Energy-renewables' }),
      ...path(shapes.gaps, { fill: this.#hatches.gap }),
    ];
  }

  /** Energy on the left, shares of the mix on the right, a line for each. */
  #scales(bars: Bars, most: Joules, unit: EnergyUnit): SVGElement[] {
    const { left: from, top, width, height } = this.#plot;
    const lines = linesOf(most, unit);
    const energy = Array.from({ length: lines + 1 }, (_, i) => {
      const y = top + height * (1 - i / lines);
      const { digits, symbol } = this.#format.energyAxis((most * i) / lines, most, unit);
      const text = `${digits}\u00A0${symbol}`;
      return [
        svg('line', { class: 'jp-Energy-line', x1: from, x2: from + width, y1: y, y2: y }),
        svg('text', { class: 'jp-Energy-axis', x: from - 6, y: y + 4, 'text-anchor': 'end', text }),
      ];
    });
    const shares = [0, 0.5, 1].map((share) => {
      const place = { x: from + width + 6, y: top + height * (1 - share) + 4 };
      return svg('text', { class: 'jp-Energy-axis', ...place, text: this.#format.percent(share) });
    });
    const hasMix = bars.energy.some((_, bar) => mixAt(bars, bar) !== null);
    return [...energy.flat(), ...(hasMix ? shares : [])];
  }

  #times({ window }: Bars): SVGElement[] {
    const y = this.#plot.top + this.#plot.height;
    return ticksOf(window, this.#moments).flatMap(({ edge, text }) => {
      const x = left(this.#plot, this.#count, edge);
      return [
        svg('line', { class: 'jp-Energy-tick', x1: x, x2: x, y1: y, y2: y + 10 }),
        svg('text', { class: 'jp-Energy-axis', x, y: y + 22, 'text-anchor': 'middle', text }),
      ];
    });
  }
}

/** A round number of the unit at or above the highest bar. */
function topOf({ energy }: Bars, unit: EnergyUnit): Joules {
  const one = unit === 'J' ? 1 : JOULES_PER_WATT_HOUR;
  return ceiling(Math.max(0, ...energy.map((bucket) => bucket?.total?.joules ?? 0)) / one) * one;
}

function linesOf(most: Joules, unit: EnergyUnit): number {
  const amount = unit === 'J' ? most : most / JOULES_PER_WATT_HOUR;
  return LINES[String(Number((amount / 10 ** Math.floor(Math.log10(amount))).toPrecision(2)))] ?? 4;
}
