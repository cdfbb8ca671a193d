// The chart of the long record as one thing to look at, point at, drag, and walk through with the keyboard.

import type { Bars } from '../../long-term/bars.ts';
import type { Reader } from '../../long-term/reading.ts';
import { barAt, begin, isCurrent } from '../../long-term/time-window.ts';
import { element } from '../element.ts';
import { ChartInput } from './chart-input.ts';
import type { LayerStyle } from './layer-style.ts';
import { RecordChart } from './record-chart.ts';
import type { RecordState } from './record-state.ts';

/** A slider to assistive technology: its value is a bar, and what it says is all that is known of the bar. */
export class RecordFigure {
  readonly node: HTMLElement;
  readonly chart: RecordChart;
  readonly #state: RecordState;
  readonly #input: ChartInput;
  readonly #onBar: (bar: number | null) => void;
  #bars: Bars | null = null;
  #bar: number | null = null;

  /** `onBar` is told which bar is looked at; null for all together. */
  constructor(reader: Reader, style: LayerStyle, state: RecordState, onBar: (bar: number | null) => void) {
    this.#state = state;
    this.#onBar = onBar;
    const { trans, format } = reader.language;
    this.chart = new RecordChart(format, reader.moments, style);
    this.node = element(
      'div',
      {
        class: 'jp-Energy-figure',
        role: 'slider',
        tabindex: '0',
        'aria-label': trans.__(
          'Energy over time. Arrows choose a bar, plus and minus zoom, Page Up and Page Down move.',
        ),
        'aria-valuemin': '1',
      },
      this.chart.node,
    );
    this.#input = new ChartInput(this.node, {
      barAt: (clientX) => this.chart.barAt(clientX),
      barsIn: (pixels) => this.chart.barsIn(pixels),
      point: (bar) => this.#look(bar),
      step: (bars) => this.#step(bars),
      page: (direction) => void state.move(direction * this.#count),
      shift: (pixels) => this.chart.shift(pixels),
      move: (bars) => void state.move(bars).then(() => this.chart.shift(0)),
      zoom: (direction, bar) => void state.zoom(direction, this.#middleOf(bar ?? this.#bar)),
      leap: (to) => void state.move(to === 'now' ? 1e6 : -1e6),
    });
    this.node.addEventListener('blur', () => this.#look(null));
  }

  get bar(): number | null {
    return this.#bar;
  }

  show(bars: Bars, unit: Reader['settings']['unit'], spoken: (bar: number | null) => string): void {
    const lookedAt = this.#bars === null || this.#bar === null ? null : this.#middleOf(this.#bar);
    this.#bars = bars;
    this.chart.show(bars, unit, this.node.clientWidth);
    this.#spoken = spoken;
    this.node.setAttribute('aria-valuemax', String(this.#count));
    this.#look(lookedAt === null ? null : barAt(bars.window, lookedAt));
  }

  dispose(): void {
    this.#input.dispose();
  }

  #spoken: (bar: number | null) => string = () => '';

  get #count(): number {
    return this.#bars?.energy.length ?? 1;
  }

  #look(bar: number | null): void {
    this.#bar = bar;
    this.chart.mark(bar);
    this.node.setAttribute('aria-valuenow', String((bar ?? this.#count - 1) + 1));
    this.node.setAttribute('aria-valuetext', this.#spoken(bar));
    this.#onBar(bar);
  }

  /** Out of the picture means into the next one. */
  #step(bars: number): void {
    const from = this.#bar ?? this.#count - (bars < 0 ? 0 : 1);
    const to = from + bars;
    if (to >= 0 && to < this.#count) this.#look(to);
    else if (this.#bars !== null && (bars < 0 || !isCurrent(this.#bars.window, this.#bars.extent.now)))
      void this.#state.move(bars);
    else this.#look(this.#count - 1);
  }

  #middleOf(bar: number | null): number {
    const edges = this.#bars?.window.edges ?? this.#state.window.edges;
    const at = bar ?? (edges.length - 1) / 2;
    const first = edges[Math.floor(at)] ?? begin(this.#state.window);
    const last = edges[Math.floor(at) + 1] ?? first;
    return (first + last) / 2;
  }
}
