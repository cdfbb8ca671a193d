// One open notebook: its account of energy and the runs of its kernel, for as long as its panel lives.

import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import type { IEnergyService } from '../tokens.ts';
import { NotebookRuns } from './notebook-runs.ts';
import type { Since } from './openings.ts';
import type { RunInterval } from './run-intervals.ts';

/** Opens the account now; closes it when the panel is closed by the user (a reload of the page disposes of nothing). */
export class NotebookEnergy {
  readonly #service: IEnergyService;
  readonly #runs: NotebookRuns;
  readonly #earlierRuns: readonly RunInterval[];
  #path: string;

  constructor(panel: NotebookPanel, service: IEnergyService) {
    this.#service = service;
    this.#path = panel.context.path;
    this.#runs = new NotebookRuns(panel.sessionContext, () => service.now());
    service.openings.opened(this.#path);
    this.#earlierRuns = service.keptRuns.opened(this.#path, () => this.#runs.all);
    panel.context.pathChanged.connect(this.onPathChanged, this);
    panel.disposed.connect(this.dispose, this);
  }

  /** Energy since it was opened; null before the first beat. */
  get since(): Since | null {
    return this.#service.openings.since(this.#path);
  }

  /** When it ran code, before a reload of the page too. */
  get runs(): readonly RunInterval[] {
    return [...this.#earlierRuns, ...this.#runs.all];
  }

  dispose(): void {
    this.#service.openings.closed(this.#path);
    this.#service.keptRuns.closed(this.#path);
    this.#runs.dispose();
    Signal.clearData(this);
  }

  protected onPathChanged(_: unknown, path: string): void {
    this.#service.openings.renamed(this.#path, path);
    this.#service.keptRuns.renamed(this.#path, path);
    this.#path = path;
  }
}
