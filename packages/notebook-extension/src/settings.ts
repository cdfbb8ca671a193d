// The user's settings, live: whoever shows something reads them here and listens for changes.

import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';
import type { EnergyUnit } from './words/format.ts';

/** How many minutes the chart shows. */
export type ChartMinutes = 1 | 5 | 10;

/** The chart's ranges, as the popup offers them. */
export const CHART_MINUTES: readonly ChartMinutes[] = [1, 5, 10];

/** The whole computer, or what the open notebook's kernel has of it. */
export type Scope = 'computer' | 'notebook';

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
}

const DEFAULTS: SettingValues = {
  unit: 'J',
  comparison: true,
  chartMinutes: 5,
  statusBar: true,
  scope: 'computer',
  cells: true,
  saveInNotebook: false,
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
    const { unit, comparison, chartMinutes, statusBar, scope, cells, saveInNotebook } = registered.composite;
    this.#values = {
      unit: unit === 'Wh' ? 'Wh' : 'J',
      comparison: comparison !== false,
      chartMinutes: CHART_MINUTES.find((minutes) => minutes === chartMinutes) ?? DEFAULTS.chartMinutes,
      statusBar: statusBar !== false,
      scope: scope === 'notebook' ? 'notebook' : 'computer',
      cells: cells !== false,
      saveInNotebook: saveInNotebook === true,
    };
    this.changed.emit();
  }
}
