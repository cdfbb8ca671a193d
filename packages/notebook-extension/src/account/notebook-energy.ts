// One open notebook: its accounts of energy, the runs of its kernel and of its cells, for as long as its panel lives.

import { type Beat, Power } from '@jupyter-energy/contract';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import type { Settings } from '../settings.ts';
import type { IEnergyService } from '../tokens.ts';
import { NotebookCells } from './notebook-cells.ts';
import { NotebookRuns } from './notebook-runs.ts';
import type { Since } from './openings.ts';
import { PowerHistory } from './power-history.ts';
import type { RunInterval } from './run-intervals.ts';
import { ShareAccount } from './share-account.ts';
import { isShareId, type Shares, shareBeat, sharesOf } from './shares.ts';

/** Opens the accounts now; closes them when the panel is closed by the user (a reload of the page disposes of nothing). */
export class NotebookEnergy {
  readonly cells: NotebookCells;
  /** Whose the power of the last minutes was, seen from this notebook. */
  readonly shareHistory: PowerHistory;
  readonly #panel: NotebookPanel;
  readonly #service: IEnergyService;
  readonly #runs: NotebookRuns;
  readonly #earlierRuns: readonly RunInterval[];
  readonly #account: ShareAccount;
  #shares: Shares | null = null;
  /** The kernel whose past was asked for. */
  #recalled: string | null = null;
  #path: string;

  constructor(panel: NotebookPanel, service: IEnergyService, settings: Settings) {
    this.#panel = panel;
    this.#service = service;
    this.#path = panel.context.path;
    this.shareHistory = new PowerHistory(service.history.keepMs);
    this.cells = new NotebookCells(panel, service, settings);
    this.#runs = new NotebookRuns(panel.sessionContext, () => service.now(), this.cells);
    service.openings.opened(this.#path);
    this.#earlierRuns = service.keptRuns.opened(this.#path, () => this.#runs.all);
    this.#account = new ShareAccount(service.keptShares.opened(this.#path, () => this.#account.state));
    service.beats.connect(this.onBeat, this);
    panel.context.pathChanged.connect(this.onPathChanged, this);
    panel.disposed.connect(this.dispose, this);
  }

  /** The id of its kernel; null while it has none. */
  get kernel(): string | null {
    return this.#panel.sessionContext.session?.kernel?.id ?? null;
  }

  get panel(): NotebookPanel {
    return this.#panel;
  }

  /** Energy of the computer since it was opened; null before the first beat. */
  get since(): Since | null {
    return this.#service.openings.since(this.#path);
  }

  /** Whose the computer's power is now; null while nothing is split. */
  get shares(): Shares | null {
    return this.#service.beat === null ? null : this.#shares;
  }

  /** Whose the computer's energy was since it was opened. */
  get account(): Pick<ShareAccount, 'joules' | 'since'> {
    return this.#account;
  }

  /** When it ran code, before a reload of the page too. */
  get runs(): readonly RunInterval[] {
    return [...this.#earlierRuns, ...this.#runs.all];
  }

  /** Asks once for what the page did not see of whose power it was. */
  recallShares(): void {
    const { kernel } = this;
    if (kernel === null || kernel === this.#recalled || this.#service.beat === null) return;
    this.#recalled = kernel;
    const seconds = this.shareHistory.keepMs / 1_000;
    this.#service.ask(`v1/power?seconds=${seconds}&kernel=${kernel}`, Power).then(
      (power) => {
        const series = power.series.filter(({ id }) => isShareId(id));
        const { stepMs, at } = power;
        if (series.length > 0) this.shareHistory.fill({ stepMs, at, series });
      },
      () => undefined, // The past stays unknown; what comes is drawn.
    );
  }

  dispose(): void {
    this.#service.openings.closed(this.#path);
    this.#service.keptRuns.closed(this.#path);
    this.#service.keptShares.forget(this.#path);
    this.#runs.dispose();
    this.cells.dispose();
    Signal.clearData(this);
  }

  protected onBeat(_: unknown, beat: Beat): void {
    const { kernel } = this;
    this.#shares = sharesOf(beat, kernel);
    this.#account.take(beat, kernel);
    this.shareHistory.take(shareBeat(beat, this.#shares));
  }

  protected onPathChanged(_: unknown, path: string): void {
    this.#service.openings.renamed(this.#path, path);
    this.#service.keptRuns.renamed(this.#path, path);
    this.#service.keptShares.renamed(this.#path, path);
    this.cells.renamed(path);
    this.#path = path;
  }
}
