// The long term in the popup: spans to choose, the chart, what is read off it, where the computer stands, table and files.

import type { StackedBy } from '../../long-term/layers.ts';
import { hasSplit } from '../../long-term/layers.ts';
import type { Reader } from '../../long-term/reading.ts';
import { beginOf, isCurrent } from '../../long-term/time-window.ts';
import { Moments } from '../../words/moments.ts';
import { Choice } from '../choice.ts';
import { element, setText } from '../element.ts';
import { PlaceSection } from '../place/place-section.ts';
import type { View } from '../view.ts';
import { LayerStyle } from './layer-style.ts';
import { Readout } from './readout.ts';
import { RecordFigure } from './record-figure.ts';
import { RecordFiles } from './record-files.ts';
import { RecordNotes } from './record-notes.ts';
import { RecordState } from './record-state.ts';
import { RecordTable } from './record-table.ts';
import { SinceOpened } from './since-opened.ts';
import { SpanControls } from './span-controls.ts';

export class LongTermSection {
  readonly node: HTMLElement;
  /** Beside the choice of what the popup shows: what the bars are stacked by. */
  readonly head = element('div', { class: 'jp-Energy-sectionHead' });
  readonly #view: View;
  readonly #state: RecordState;
  readonly #stackedBy: Choice<StackedBy>;
  readonly #controls: SpanControls;
  readonly #figure: RecordFigure;
  readonly #readout: Readout;
  readonly #since: SinceOpened;
  readonly #place: PlaceSection;
  readonly #files: RecordFiles;
  readonly #notes: RecordNotes;
  readonly #attributions = element('p', { class: 'jp-Energy-attributions' });
  readonly #table: RecordTable;
  #open = false;

  constructor(view: View) {
    this.#view = view;
    const { language, settings, service, notebook } = view;
    const { trans } = language;
    const moments = new Moments(language.format.locale);
    const reader: Reader = {
      language,
      moments,
      get settings() {
        return settings.values;
      },
      get simulated() {
        return service.status?.simulated != null;
      },
    };
    this.#state = new RecordState(
      view.record,
      {
        now: () => service.now(),
        begins: () => beginOf(service.status),
        kernel: () => notebook.kernel,
        openedAt: () => notebook.since?.openedAt ?? null,
        stackedBy: () => settings.values.stackedBy,
      },
      () => this.#show(),
    );
    const style = new LayerStyle();
    this.#notes = new RecordNotes(reader);
    this.#readout = new Readout(reader, style);
    this.#figure = new RecordFigure(reader, style, this.#state, (bar) => this.#read(bar));
    this.#since = new SinceOpened(language);
    this.#place = new PlaceSection(view, () => void this.#state.reload());
    this.#files = new RecordFiles(reader, {
      bars: () => this.#state.known.bars,
      chart: () => this.#figure.chart.node,
      legend: () => this.#readout.legend(),
      notes: () => this.#fileNotes(),
    });
    this.#controls = new SpanControls(language, {
      choose: (stage) => void this.#state.choose(stage),
      zoom: (direction) => void this.#state.zoom(direction, this.#middle()),
      move: (direction) => void this.#state.move(direction * this.#third()),
    });
    this.#stackedBy = new Choice<StackedBy>(
      trans.__('Bars'),
      [
        { value: 'part', text: trans.__('Parts'), label: trans.__('Bars by part of the computer') },
        { value: 'split', text: trans.__('Whose'), label: trans.__('Bars by whose energy it was') },
      ],
      (by) => settings.change('stackedBy', by),
    );
    this.head.append(this.#stackedBy.node);
    this.#table = new RecordTable(reader);
    this.node = element(
      'div',
      { class: 'jp-Energy-longTerm' },
      this.#controls.node,
      this.#figure.node,
      this.#notes.node,
      this.#readout.node,
      this.#since.node,
      this.#place.node,
      this.#attributions,
      this.#files.node,
      this.#table.node,
    );
  }

  /** Asked for only while it is open. */
  set open(open: boolean) {
    this.#open = open;
    this.node.hidden = !open;
    this.head.hidden = !open;
    if (open) void this.#state.keepFresh();
    this.#show();
  }

  /** At every beat, of which there are none while the page is hidden. */
  onBeat(): void {
    if (this.#open) void this.#state.keepFresh();
  }

  /** Another unit, price or stacking. */
  onSettings(): void {
    this.#stackedBy.value = this.#view.settings.values.stackedBy;
    if (this.#open) this.#state.restack();
  }

  /** Another width. */
  redraw(): void {
    if (this.#open) this.#show();
  }

  dispose(): void {
    this.#figure.dispose();
  }

  #show(): void {
    if (!this.#open) return;
    const { known, window, extent } = this.#state;
    const { bars, since } = known;
    const { service, settings } = this.#view;
    this.#controls.show(window.stage, isCurrent(window, extent.now));
    const isEmpty = this.#notes.show(this.#state, service.status?.record ?? null);
    for (const { node } of [this.#readout, this.#files, this.#table]) node.hidden = isEmpty;
    // An empty window keeps its frame: the keys still lead out of it.
    this.#figure.node.hidden = bars === null;
    this.#figure.node.classList.toggle('jp-mod-empty', isEmpty);
    if (bars !== null) {
      const isByPart = settings.values.stackedBy === 'part';
      this.#stackedBy.node.hidden = isByPart && !hasSplit(bars.energy);
      this.#figure.show(bars, settings.values.unit, (bar) => this.#readout.spoken(bars, bar));
    }
    this.#since.show(since, bars?.grid?.place ?? null, settings.values);
    this.#place.show(bars?.grid ?? null);
    const attributions = bars?.grid?.attributions ?? [];
    this.#attributions.hidden = attributions.length === 0;
    setText(this.#attributions, attributions.join(' · '));
    this.#table.show(bars);
  }

  #read(bar: number | null): void {
    const { bars } = this.#state.known;
    if (bars !== null) this.#readout.show(bars, bar);
  }

  /** What stands in every file that is saved. */
  #fileNotes(): string[] {
    const { trans } = this.#view.language;
    const simulated = this.#view.service.status?.simulated ?? null;
    return simulated === null
      ? []
      : [trans.__('Simulated readings (%1): nothing here was measured.', simulated)];
  }

  #middle(): number {
    const { edges } = this.#state.window;
    return ((edges[0] ?? 0) + (edges.at(-1) ?? 0)) / 2;
  }

  #third(): number {
    return Math.ceil((this.#state.window.edges.length - 1) / 3);
  }
}
