// The long term in the popup: spans to choose, the chart, what is read off it, where the computer stands, table and files.

import { isKnown } from '../../long-term/bars.ts';
import type { StackedBy } from '../../long-term/layers.ts';
import { hasSplit } from '../../long-term/layers.ts';
import type { Reader } from '../../long-term/reading.ts';
import { beginOf, isCurrent } from '../../long-term/time-window.ts';
import { Moments } from '../../words/moments.ts';
import {
  beginWords,
  emptyWords,
  failureWords,
  gridFailureWords,
  standingWords,
} from '../../words/record-words.ts';
import { Choice } from '../choice.ts';
import { element, setText } from '../element.ts';
import { PlaceSection } from '../place/place-section.ts';
import type { View } from '../view.ts';
import { LayerStyle } from './layer-style.ts';
import { Readout } from './readout.ts';
import { RecordFigure } from './record-figure.ts';
import { RecordFiles } from './record-files.ts';
import { RecordState } from './record-state.ts';
import { recordTable } from './record-table.ts';
import { SinceOpened } from './since-opened.ts';
import { SpanControls } from './span-controls.ts';

export class LongTermSection {
  readonly node: HTMLElement;
  /** Beside the choice of what the popup shows: what the bars are stacked by. */
  readonly head = element('div', { class: 'jp-Energy-sectionHead' });
  readonly #view: View;
  readonly #reader: Reader;
  readonly #state: RecordState;
  readonly #stackedBy: Choice<StackedBy>;
  readonly #controls: SpanControls;
  readonly #figure: RecordFigure;
  readonly #readout: Readout;
  readonly #since: SinceOpened;
  readonly #place: PlaceSection;
  readonly #files: RecordFiles;
  readonly #nothing = element('p', { class: 'jp-Energy-nothing' });
  readonly #note = element('p', { class: 'jp-Energy-note' });
  readonly #attributions = element('p', { class: 'jp-Energy-attributions' });
  readonly #table: HTMLDetailsElement;
  readonly #tableBody = element('div', { class: 'jp-Energy-tableBody' });
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
    this.#reader = reader;
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
    this.#readout = new Readout(reader, style);
    this.#figure = new RecordFigure(reader, style, this.#state, (bar) => this.#read(bar));
    this.#since = new SinceOpened(language);
    this.#place = new PlaceSection(view, () => void this.#state.reload());
    this.#files = new RecordFiles(reader, {
      bars: () => this.#state.known.bars,
      chart: () => this.#figure.chart.node,
      legend: () => this.#readout.legend(),
      notes: () => this.#notes(),
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
    this.#table = element(
      'details',
      {},
      element('summary', { text: trans.__('The same in numbers') }),
      this.#tableBody,
    );
    this.#table.addEventListener('toggle', () => this.#showTable());
    this.node = element(
      'div',
      { class: 'jp-Energy-longTerm' },
      this.#controls.node,
      this.#figure.node,
      this.#nothing,
      this.#note,
      this.#readout.node,
      this.#since.node,
      this.#place.node,
      this.#attributions,
      this.#files.node,
      this.#table,
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
    const { bars, failure, gridFailure } = known;
    const { language, moments } = this.#reader;
    const settings = this.#view.settings.values;
    this.#controls.show(window.stage, isCurrent(window, extent.now));
    const isEmpty = bars === null || !isKnown(bars);
    for (const node of [this.#readout.node, this.#files.node, this.#table]) node.hidden = isEmpty;
    // An empty window keeps its frame: the keys still lead out of it.
    this.#figure.node.hidden = bars === null;
    this.#figure.node.classList.toggle('jp-mod-empty', isEmpty);
    this.#nothing.hidden = !isEmpty;
    if (failure !== null) setText(this.#nothing, failureWords(failure, language));
    else if (bars === null) setText(this.#nothing, language.trans.__('Asking for the record …'));
    else setText(this.#nothing, emptyWords(window, extent, language, moments));
    this.#note.hidden = true;
    if (bars !== null) {
      const notes = [
        standingWords(this.#view.service.status?.record ?? null, language),
        beginWords(window, extent, language, moments),
        gridFailure === null ? null : gridFailureWords(gridFailure, language),
      ];
      const note = notes.filter((text) => text !== null).join(' ');
      this.#note.hidden = note === '' || isEmpty;
      setText(this.#note, note);
      this.#stackedBy.node.hidden = !hasSplit(bars.energy) && settings.stackedBy === 'part';
      this.#figure.show(bars, settings.unit, (bar) => this.#readout.spoken(bars, bar));
    }
    this.#since.show(known.since, bars?.grid?.place ?? null, settings);
    this.#place.show(bars?.grid ?? null);
    const attributions = bars?.grid?.attributions ?? [];
    this.#attributions.hidden = attributions.length === 0;
    setText(this.#attributions, attributions.join(' · '));
    this.#showTable();
  }

  #read(bar: number | null): void {
    const { bars } = this.#state.known;
    if (bars !== null) this.#readout.show(bars, bar);
  }

  /** Made only where somebody sees it: it has a hundred rows. */
  #showTable(): void {
    const { bars } = this.#state.known;
    if (bars === null || !this.#table.open || !this.#open) return;
    this.#tableBody.replaceChildren(recordTable(bars, this.#reader));
  }

  /** What stands in every file that is saved. */
  #notes(): string[] {
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
