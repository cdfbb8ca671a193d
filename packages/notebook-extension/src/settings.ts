// The user's settings, live: whoever shows something reads them here and listens for changes.

import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';
import type { StackedBy } from './long-term/layers.ts';
import type { EnergyUnit } from './words/format.ts';

/** How many minutes the chart shows. */
export type ChartMinutes = 1 | 5 | 10;

/** The chart's ranges, as the popup offers them. */
export const CHART_MINUTES: readonly ChartMinutes[] = [1, 5, 10];

/** The whole computer, or what the open notebook's kernel has of it. */
export type Scope = 'computer' | 'notebook';

/** In what a budget is counted. */
export type BudgetUnit = 'J' | 'Wh' | 'gCO2e';

/** Values as `schema/service.json` describes them, where the defaults are repeated for people to read. */
export interface SettingValues {
  readonly unit: EnergyUnit;
  readonly comparison: boolean;
  readonly chartMinutes: ChartMinutes;
  readonly statusBar: boolean;
  /** Whose power and energy button and popup show in the first place. */
  readonly scope: Scope;
  /** A label with its energy at each cell that ran. */
  readonly cells: boolean;
  /** Whether those labels are written into the notebook's file as well. */
  readonly saveInNotebook: boolean;
  /** What the bars of the long record are stacked by. */
  readonly stackedBy: StackedBy;
  /** In `currency`; 0 where the user set none. */
  readonly pricePerKwh: number;
  /** ISO 4217. */
  readonly currency: string;
  /** In `budgetUnit`; 0 where the user set none. */
  readonly budget: number;
  readonly budgetUnit: BudgetUnit;
}

const BUDGET_UNITS: readonly BudgetUnit[] = ['J', 'Wh', 'gCO2e'];

const DEFAULTS: SettingValues = {
  unit: 'J',
  comparison: true,
  chartMinutes: 5,
  statusBar: true,
  scope: 'computer',
  cells: true,
  saveInNotebook: false,
  stackedBy: 'part',
  pricePerKwh: 0,
  currency: 'EUR',
  budget: 0,
  budgetUnit: 'Wh',
};

/** Works without a registry too; then changes last as long as the page. */
export class Settings {
  readonly changed = new Signal<this, void>(this);
  #registered: ISettingRegistry.ISettings | null = null;
  #values = DEFAULTS;

  get values(): SettingValues {
    return this.#values;
  }

  /** From now on follows what the settings editor says. */
  follow(registered: ISettingRegistry.ISettings): void {
    this.#registered = registered;
    registered.changed.connect(this.onChanged, this);
    this.onChanged(registered);
  }

  change<K extends keyof SettingValues>(name: K, value: SettingValues[K]): void {
    this.#values = { ...this.#values, [name]: value };
    this.changed.emit();
    // A settings folder that cannot be written to costs the user the memory of this choice, not the choice.
    this.#registered?.set(name, value).catch(() => undefined);
  }

  dispose(): void {
    Signal.clearData(this);
  }

  protected onChanged(registered: ISettingRegistry.ISettings): void {
    const said = registered.composite;
    this.#values = {
      unit: said['unit'] === 'Wh' ? 'Wh' : 'J',
      comparison: said['comparison'] !== false,
      chartMinutes:
        CHART_MINUTES.find((minutes) => minutes === said['chartMinutes']) ?? DEFAULTS.chartMinutes,
      statusBar: said['statusBar'] !== false,
      scope: said['scope'] === 'notebook' ? 'notebook' : 'computer',
      cells: said['cells'] !== false,
      saveInNotebook: said['saveInNotebook'] === true,
      stackedBy: said['stackedBy'] === 'split' ? 'split' : 'part',
      pricePerKwh: amount(said['pricePerKwh']),
      currency: currencyOf(said['currency']),
      budget: amount(said['budget']),
      budgetUnit: BUDGET_UNITS.find((one) => one === said['budgetUnit']) ?? DEFAULTS.budgetUnit,
    };
    this.changed.emit();
  }
}

function amount(said: unknown): number {
  return typeof said === 'number' && said > 0 && Number.isFinite(said) ? said : 0;
}

function currencyOf(said: unknown): string {
  return typeof said === 'string' && /^[A-Z]{3}$/.test(said) ? said : DEFAULTS.currency;
}
