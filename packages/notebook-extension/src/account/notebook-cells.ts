// The cells of one open notebook and what their runs took, wired to its model, its kernel and the energy server.

import type { UnixMs } from '@jupyter-energy/contract';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { JSONExt } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';
import type { Settings } from '../settings.ts';
import type { IEnergyService } from '../tokens.ts';
import { CellAsker } from './cell-asker.ts';
import { CellBook } from './cell-book.ts';
import type { CellRuns } from './cell-run.ts';
import { executedBy } from './executed-code.ts';
import type { RunListener } from './notebook-runs.ts';
import { countedRuns, type OpenedCell, rememberedRuns } from './opening-runs.ts';
import { METADATA_KEY, runFromSaved, savedOf } from './saved-energy.ts';
import { hashOf } from './source-hash.ts';

type CellModel = NotebookPanel['content']['widgets'][number]['model'];

export class NotebookCells implements RunListener {
  readonly book = new CellBook();
  readonly #panel: NotebookPanel;
  readonly #service: IEnergyService;
  readonly #settings: Settings;
  readonly #asker: CellAsker;
  readonly #has = (run: string) => this.book.run(run) !== null;
  readonly #isHere = (kernel: string) => this.#service.beat?.kernels.some(({ id }) => id === kernel) ?? false;
  #path: string;
  #ready = false;
  /** The kernel whose earlier runs were asked for. */
  #askedOf: string | null = null;

  constructor(panel: NotebookPanel, service: IEnergyService, settings: Settings) {
    this.#panel = panel;
    this.#service = service;
    this.#settings = settings;
    this.#path = panel.context.path;
    this.#asker = new CellAsker(this.book, (path, schema) => service.ask(path, schema), this.#isHere);
    const kept = service.keptCells.opened(this.#path, () => (this.#ready ? this.book.runs : null), this.#has);
    void panel.context.ready.then(() => this.#open(kept));
    service.beats.connect(this.onBeat, this);
    this.book.changed.connect(this.onChanged, this);
  }

  sent(request: string, cell: string, kernel: string, code: string): void {
    this.book.sent(request, cell, kernel, hashOf(code));
  }

  began(request: string, at: UnixMs, count: number | null): void {
    this.book.began(request, at, count);
  }

  ended(request: string, at: UnixMs): void {
    this.book.ended(request, at);
  }

  interrupted(at: UnixMs): void {
    this.book.interrupted(at);
  }

  renamed(path: string): void {
    this.#service.keptCells.renamed(this.#path, path);
    this.#path = path;
  }

  dispose(): void {
    this.#service.keptCells.closed(this.#path, this.#has);
    this.book.dispose();
    Signal.clearData(this);
  }

  protected onBeat(): void {
    const kernel = this.#panel.sessionContext.session?.kernel?.id ?? null;
    if (this.#ready && kernel !== null && kernel !== this.#askedOf) {
      this.#askedOf = kernel;
      void this.#recall(kernel);
    } else void this.#asker.next();
  }

  /** Writes into the notebook what is known now, where the user wants that. */
  protected onChanged(_: CellBook, cell: string): void {
    if (!this.#settings.values.saveInNotebook) return;
    const run = this.book.of(cell);
    const saved = run === null ? null : savedOf(run);
    if (saved === null || run === null || run.run === '' || this.book.pending.has(run.run)) return;
    const model = this.#models().find(({ id }) => id === cell);
    // Unchanged, it must not make the notebook one that has to be saved.
    if (model !== undefined && !JSONExt.deepEqual(model.getMetadata(METADATA_KEY) ?? null, saved))
      model.setMetadata(METADATA_KEY, saved);
  }

  #open(kept: CellRuns): void {
    if (this.#panel.isDisposed) return;
    for (const [cell, run] of rememberedRuns(this.#opened(), kept, this.#savedAt()))
      this.book.adopt(cell, run);
    for (const model of this.#models()) {
      const saved = runFromSaved(model.getMetadata(METADATA_KEY));
      if (saved !== null && saved.source === hashOf(model.sharedModel.getSource()))
        this.book.adopt(model.id, saved);
    }
    this.#ready = true;
  }

  /** What this kernel ran before this page listened to it: in another tab, or while nobody looked. */
  async #recall(kernel: string): Promise<void> {
    const unknown = this.#opened().filter(({ id, count }) => count !== null && this.book.of(id) === null);
    if (unknown.length === 0) return;
    const runs = await this.#asker.all(kernel).catch(() => []);
    const connection = this.#panel.sessionContext.session?.kernel;
    if (runs.length === 0 || connection?.id !== kernel) return;
    const executed = await executedBy(connection);
    const claimed = (run: string) => this.#service.keptCells.claimed(run);
    const isHere = this.#isHere(kernel);
    const session = { kernel, isHere, runs, claimed, savedAt: this.#savedAt(), executed };
    for (const [cell, run] of countedRuns(this.#opened(), session)) this.book.adopt(cell, run);
  }

  #savedAt(): UnixMs | null {
    const at = Date.parse(this.#panel.context.contentsModel?.last_modified ?? '');
    return Number.isNaN(at) ? null : at;
  }

  #opened(): readonly OpenedCell[] {
    return this.#models().map(({ id, sharedModel }) => ({
      id,
      count: 'execution_count' in sharedModel ? (sharedModel.execution_count as number | null) : null,
      source: hashOf(sharedModel.getSource()),
    }));
  }

  #models(): readonly CellModel[] {
    return Array.from(this.#panel.content.model?.cells ?? []).filter(({ type }) => type === 'code');
  }
}
