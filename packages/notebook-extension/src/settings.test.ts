// Settings live, with and without a registry; the schema says the same defaults as the code.

import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';
import { expect, test } from 'vitest';
import schema from '../schema/settings.json' with { type: 'json' };
import { CHART_MINUTES, Settings } from './settings.ts';

class FakeRegistered {
  readonly changed = new Signal<this, void>(this);
  readonly kept: Record<string, unknown> = {};
  composite: Record<string, unknown>;
  failing = false;

  constructor(composite: Record<string, unknown>) {
    this.composite = composite;
  }

  async set(name: string, value: unknown): Promise<void> {
    if (this.failing) throw new Error('read-only');
    this.kept[name] = value;
    this.composite = { ...this.composite, [name]: value };
    this.changed.emit();
  }
}

function follow(composite: Record<string, unknown>) {
  const registered = new FakeRegistered(composite);
  const settings = new Settings();
  settings.follow(registered as unknown as ISettingRegistry.ISettings);
  return { registered, settings };
}

test('the schema and the code agree', () => {
  const defaults = Object.fromEntries(
    Object.entries(schema.properties).map(([name, property]) => [name, property.default]),
  );
  expect(new Settings().values).toEqual(defaults);
  expect(schema.properties.chartMinutes.enum).toEqual(CHART_MINUTES);
});

test('what the settings editor says holds at once; nonsense is the default', () => {
  const others = {
    unit: 'Wh',
    comparison: false,
    chartMinutes: 10,
    statusBar: false,
    scope: 'notebook',
    cells: false,
    saveInNotebook: true,
    stackedBy: 'split',
    pricePerKwh: 0.32,
    currency: 'CHF',
    budget: 100,
    budgetUnit: 'gCO2e',
  };
  const { registered, settings } = follow(others);
  expect(settings.values).toEqual(others);
  registered.composite = {
    unit: 'calories',
    comparison: 'maybe',
    chartMinutes: 7,
    scope: 1,
    saveInNotebook: 'yes',
    stackedBy: 'height',
    pricePerKwh: -1,
    currency: 'euros',
    budget: 'much',
    budgetUnit: 'kcal',
  };
  registered.changed.emit();
  expect(settings.values).toEqual(new Settings().values);
});

test('a choice made on the page is kept, and told', () => {
  const { registered, settings } = follow({});
  let told = 0;
  settings.changed.connect(() => {
    told += 1;
  });
  settings.change('unit', 'Wh');
  expect(settings.values.unit).toBe('Wh');
  expect(registered.kept).toEqual({ unit: 'Wh' });
  expect(told).toBeGreaterThan(0);
});

test('without a registry, or with one that cannot write, the choice still holds', async () => {
  const alone = new Settings();
  alone.change('chartMinutes', 1);
  expect(alone.values.chartMinutes).toBe(1);
  const { registered, settings } = follow({});
  registered.failing = true;
  settings.change('chartMinutes', 10);
  await Promise.resolve();
  expect(settings.values.chartMinutes).toBe(10);
});
