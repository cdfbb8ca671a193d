// The panel of all kernels: notebook, power, energy, processors, memory; idle and other programs as rows of their own.

import { Kernels } from '@jupyter-energy/contract';
import { Widget } from '@lumino/widgets';
import { KernelList, type KernelOrder, type ListedKernel, sortedKernels } from '../account/kernel-list.ts';
import type { Settings } from '../settings.ts';
import type { IEnergyService } from '../tokens.ts';
import { reasonFor } from '../words/headline.ts';
import type { Language } from '../words/language.ts';
import { boltIcon } from './bolt-icon.ts';
import { element, setText } from './element.ts';
import { KernelRow, type Notebook, RestRow } from './kernel-rows.ts';
import { type SortColumn, SortHead } from './sort-head.ts';

/** So often the energy server is asked, while somebody can see the panel. */
const ASK_EVERY_MS = 2_000;
/** Beats come about every 500 ms: one that comes a little early counts. */
const EARLY_MS = 200;

export interface KernelsPanelOptions {
  readonly service: IEnergyService;
  readonly settings: Settings;
  readonly language: Language;
  /** What this Jupyter server runs on a kernel; empty for kernels of others. */
  readonly notebooksOf: (kernel: string) => readonly Notebook[];
}

export class KernelsPanel extends Widget {
  readonly #options: KernelsPanelOptions;
  readonly #list = new KernelList();
  readonly #head: SortHead<KernelOrder>;
  readonly #body = element('tbody', { role: 'rowgroup' });
  readonly #rest = element('tbody', { role: 'rowgroup' });
  readonly #table: HTMLElement;
  readonly #notice = element('p', { class: 'jp-Energy-nothing' });
  readonly #note = element('p', { class: 'jp-Energy-note' });
  readonly #idleNote: HTMLElement;
  readonly #rows = new Map<string, KernelRow>();
  #told: Kernels | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(options: KernelsPanelOptions) {
    super();
    this.#options = options;
    const { trans } = options.language;
    this.id = 'jupyter-energy-kernels';
    this.title.icon = boltIcon;
    this.title.caption = trans.__('Energy of kernels');
    this.addClass('jp-Energy-kernels');
    this.node.setAttribute('aria-label', trans.__('Energy of kernels'));
    this.node.setAttribute('role', 'region');
    const byEnergy: SortColumn<KernelOrder> = { order: 'energy', text: trans.__('Energy'), descending: true };
    const columns: readonly SortColumn<KernelOrder>[] = [
      { order: 'name', text: trans.__('Kernel of'), descending: false },
      { order: 'power', text: trans.__('Power'), descending: true },
      byEnergy,
      { order: 'cpu', text: trans.__('CPU'), descending: true },
      { order: 'memory', text: trans.__('Memory'), descending: true },
    ];
    this.#head = new SortHead(columns, byEnergy, () => this.#show());
    this.#table = element('table', { role: 'table' }, this.#head.node, this.#body, this.#rest);
    const title = element('h2', { text: trans.__('Energy of kernels') });
    this.#idleNote = element('p', {
      class: 'jp-Energy-note',
      text: trans.__('No quiet moment was seen yet: idle is estimated from busy ones.'),
    });
    this.#idleNote.hidden = true;
    this.node.append(title, this.#notice, this.#table, this.#note, this.#idleNote);
    options.service.beats.connect(this.onBeat, this);
    options.service.changed.connect(this.onChanged, this);
    options.settings.changed.connect(this.onChanged, this);
  }

  protected override onActivateRequest(): void {
    this.#table.querySelector<HTMLElement>('button')?.focus();
  }

  protected override onAfterShow(): void {
    this.onChanged();
    this.#ask();
  }

  protected override onAfterAttach(): void {
    this.onAfterShow();
  }

  protected onBeat(): void {
    if (performance.now() - this.#askedAt >= ASK_EVERY_MS - EARLY_MS) this.#ask();
  }

  protected onChanged(): void {
    if (this.isVisible) this.#show();
  }

  #ask(): void {
    const { service } = this.#options;
    if (!this.isVisible || service.connection.kind !== 'live') return;
    this.#askedAt = performance.now();
    service.ask('v1/kernels', Kernels).then(
      (told) => {
        this.#told = told;
        this.#list.take(told);
        this.#show();
      },
      () => undefined, // The stream meets the same failure, and says why.
    );
  }

  #show(): void {
    const { service, language } = this.#options;
    const told = service.connection.kind === 'live' ? this.#told : null;
    this.#table.hidden = told === null;
    this.#note.hidden = told === null;
    this.#idleNote.hidden = told?.idleBaseline.estimated !== true;
    const notice = told === null ? reasonFor(service, language) : this.#noticeOf(told);
    this.#notice.hidden = notice === '';
    setText(this.#notice, notice);
    if (told === null) return;
    this.#showKernels();
    this.#showRest(told);
    this.#showNote();
  }

  #noticeOf({ reason }: Kernels): string {
    const { trans } = this.#options.language;
    return this.#list.rows.length === 0 ? trans.__('No kernel is running.') : (reason ?? '');
  }

  /** Rows stay the same elements while their kernel does, so that the focus stays in place. */
  #showKernels(): void {
    const { settings, language, notebooksOf } = this.#options;
    const named = new Map(this.#list.rows.map((row) => [row, notebooksOf(row.id)]));
    const nameOf = (row: ListedKernel) => KernelRow.nameOf(row, named.get(row) ?? []);
    const rows = sortedKernels(this.#list.rows, this.#head.order, this.#head.descending, nameOf);
    const wanted = rows.map((row) => {
      const shown = this.#rows.get(row.id) ?? new KernelRow(language);
      this.#rows.set(row.id, shown);
      shown.show(row, named.get(row) ?? [], settings.values.unit);
      return shown.node;
    });
    for (const id of [...this.#rows.keys()]) if (!rows.some((row) => row.id === id)) this.#rows.delete(id);
    const isSame = wanted.length === this.#body.children.length;
    if (isSame && wanted.every((node, i) => node === this.#body.children[i])) return;
    const { activeElement } = document;
    this.#body.replaceChildren(...wanted);
    if (activeElement instanceof HTMLElement && this.#body.contains(activeElement)) activeElement.focus();
  }

  #showRest({ split, basis }: Kernels): void {
    const { service, settings, language } = this.#options;
    const { trans } = language;
    const row = new RestRow(language, settings.values.unit);
    const total = service.beat?.total ?? null;
    const estimated = (basis?.total ?? total?.basis) === 'estimated';
    const rows =
      split === null
        ? []
        : [
            row.of(trans.__('Other programs'), split.others, estimated),
            row.of(trans.__('Idle'), split.idle, estimated),
            ...(split.undivided.joules > 0
              ? [row.of(trans.__('Cannot be divided'), split.undivided, estimated)]
              : []),
          ];
    if (total !== null) rows.push(row.of(trans.__('Computer'), total, total.basis === 'estimated'));
    this.#rest.replaceChildren(...rows);
  }

  #showNote(): void {
    const { service, language } = this.#options;
    const { trans, format } = language;
    const startedAt = service.beat?.startedAt;
    if (startedAt === undefined) return;
    setText(
      this.#note,
      trans.__(
        'Energy: of kernels since they were first seen, of the others since the energy server started %1 ago. CPU: of one processor.',
        format.duration((service.now() - startedAt) / 1_000),
      ),
    );
  }
}
