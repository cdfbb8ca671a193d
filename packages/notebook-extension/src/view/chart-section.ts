// The popup's middle: the choice of range, the chart, its legend and the same in numbers.

import { CHART_MINUTES } from '../settings.ts';
import { ChartLegend } from './chart-legend.ts';
import { nothingKnown, summaryOf, tableOf } from './chart-table.ts';
import { type ChartWindow, cut, cutShares, isKnown, showsRun } from './chart-window.ts';
import { Choice } from './choice.ts';
import { element, setText } from './element.ts';
import { PowerChart } from './power-chart.ts';
import type { View } from './view.ts';

/** The description for screen readers follows more slowly than the picture. */
const DESCRIBE_EVERY_MS = 10_000;

export class ChartSection {
  readonly node: HTMLElement;
  /** Beside the choice of what the popup shows: the moment under the pointer, and the range. */
  readonly head = element('div', { class: 'jp-Energy-sectionHead' });
  readonly #view: View;
  readonly #chart: PowerChart;
  readonly #legend: ChartLegend;
  readonly #range: Choice<(typeof CHART_MINUTES)[number]>;
  readonly #moment = element('span', { class: 'jp-Energy-moment' });
  /** In the chart's place where there is nothing to draw. */
  readonly #nothing = element('p', { class: 'jp-Energy-nothing' });
  readonly #table = element('div', { class: 'jp-Energy-hidden' });
  #window: ChartWindow | null = null;
  #point: number | null = null;
  #describedAt = Number.NEGATIVE_INFINITY;

  constructor(view: View) {
    this.#view = view;
    const { language, settings, notebook } = view;
    const { trans, format } = language;
    this.#legend = new ChartLegend(language);
    this.#chart = new PowerChart({
      format,
      ago: (seconds) => (seconds === 0 ? trans.__('now') : trans.__('−%1', format.shortDuration(seconds))),
      runs: () => notebook.runs,
      onPoint: (index) => this.#pointAt(index),
    });
    this.#range = new Choice(
      trans.__('Time shown'),
      CHART_MINUTES.map((value) => ({
        value,
        text: format.shortDuration(value * 60),
        label: trans._n('Last %1 minute', 'Last %1 minutes', value),
      })),
      (minutes) => settings.change('chartMinutes', minutes),
    );
    this.head.append(this.#moment, this.#range.node);
    this.node = element('div', {}, this.#chart.node, this.#nothing, this.#legend.node, this.#table);
  }

  /** Draws the newest; also after a change of range. */
  refresh(): void {
    const { service, settings, notebook, language } = this.#view;
    const minutes = settings.values.chartMinutes;
    this.#range.value = minutes;
    const { scope } = settings.values;
    const history = scope === 'computer' ? service.history : notebook.shareHistory;
    const window = scope === 'computer' ? cut(history, minutes) : cutShares(history, minutes);
    if (scope === 'notebook') notebook.recallShares();
    const known = isKnown(window);
    this.#chart.node.hidden = !known;
    this.#legend.node.hidden = !known;
    this.#table.hidden = !known;
    this.#nothing.hidden = known;
    this.#range.node.hidden = history.at.length === 0;
    if (!known) {
      this.#window = null;
      setText(this.#moment, '');
      setText(this.#nothing, nothingKnown(minutes, language.trans));
      return;
    }
    this.#window = window;
    this.#chart.show(window, minutes);
    this.#legend.hasRuns = showsRun(window, minutes, notebook.runs);
    this.#showLegend();
    this.#describe(window, minutes);
  }

  /** Another theme or another width: everything is drawn anew. */
  redraw(): void {
    this.#chart.forget();
    this.#describedAt = Number.NEGATIVE_INFINITY;
    this.refresh();
  }

  dispose(): void {
    this.#chart.dispose();
  }

  #pointAt(index: number | null): void {
    this.#point = index;
    this.#showLegend();
  }

  #showLegend(): void {
    const window = this.#window;
    if (window === null) return;
    const { trans, format } = this.#view.language;
    const seconds = window.data[0];
    const at = this.#point === null ? undefined : seconds[this.#point];
    const ago = at === undefined ? 0 : (seconds.at(-1) ?? at) - at;
    setText(this.#moment, ago < 0.5 ? '' : trans.__('%1 ago', format.duration(ago)));
    this.#legend.show(window, at === undefined ? null : this.#point, (line) =>
      this.#chart.colourOf(line, window),
    );
  }

  #describe(window: ChartWindow, minutes: number): void {
    const now = performance.now();
    if (now - this.#describedAt < DESCRIBE_EVERY_MS) return;
    this.#describedAt = now;
    const { language } = this.#view;
    this.#chart.node.setAttribute('aria-label', summaryOf(window, minutes, language));
    this.#table.replaceChildren(tableOf(window, minutes, language));
  }
}
