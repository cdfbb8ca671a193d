// Every meter at once, each faked at its outermost edge: the popup draws the parts of the total, and beside it the plug that measures the same.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cannotBuild, namedWithReason } from '../../packages/energy-server/test/fakes/nvml/fake-nvml.ts';
import { WholeMachine } from '../../packages/energy-server/test/fakes/whole-machine.ts';
import { openBrowser, openPage, picture, type Watched } from './browser.ts';
import { EnergyPage } from './energy-page.ts';
import { quantity } from './quantity.ts';
import { Workplace } from './workplace.ts';

const PLUG = 'The same supply, measured by Desk plug';

describe.skipIf(cannotBuild !== null)(namedWithReason('the popup beside a wall meter and a plug'), () => {
  let machine: WholeMachine;
  let workplace: Workplace;
  let browser: Browser;
  let watched: Watched;
  let lab: EnergyPage;

  beforeAll(async () => {
    machine = await WholeMachine.start();
    const env = { JUPYTER_ENERGY_CONFIG: machine.configFile };
    workplace = await Workplace.open({ env, notebooks: { 'work.ipynb': ['1 + 1'] } });
    browser = await openBrowser();
    watched = await openPage(browser);
    lab = new EnergyPage(watched.page);
    await lab.visit(workplace.jupyter.notebook('work.ipynb'));
    await lab.button.click();
    await lab.popup.getByText('1 min', { exact: true }).click();
  });

  afterAll(async () => {
    await browser?.close();
    await workplace?.[Symbol.asyncDispose]();
    await machine?.[Symbol.asyncDispose]();
  });

  test('names the plug, what it measures too, and its power', async () => {
    const item = lab.popup.getByRole('listitem').filter({ hasText: PLUG });
    // Between the least and the most that the wall ever is, as a plug tells it that is 1.5 % too low.
    const watts = async () => quantity((await item.textContent()) ?? '') ?? 0;
    await expect.poll(watts, { timeout: 20_000 }).toBeGreaterThan(60);
    expect(await watts()).toBeLessThan(155);
    await picture(lab.page, 'meters-popup');
  });

  test('tells screen readers the same, of sums without the plug', async () => {
    await expect.poll(async () => (await lastRow())[PLUG], { timeout: 30_000 }).toBeGreaterThan(60);
    const { Total: total, [PLUG]: plug, Time: _, ...parts } = await lastRow();
    expect(Object.keys(parts)).toEqual(['Main board', 'NVIDIA Test 100', 'Other']);
    const sum = Object.values(parts).reduce((all, watts) => all + watts, 0);
    expect(sum / (total ?? 0)).toBeCloseTo(1, 1);
    // Means of the same twelve seconds; the plug is 1.5 % below, and its last seconds are not told yet.
    expect(Math.abs((plug ?? 0) / (total ?? 0) - 1)).toBeLessThan(0.25);
    const chart = lab.popup.getByRole('img', { name: /^Power over the last minute/ });
    expect(await chart.getAttribute('aria-label')).toMatch(
      /\. The same supply, measured by Desk plug, not added: [\d.]+\sW now, [\d.]+\sW on average\.$/,
    );
    expect(watched.complaints()).toEqual([]);
  });

  /** The newest twelve seconds of the table, by the heads of its columns; NaN where no power is told. */
  async function lastRow(): Promise<Record<string, number>> {
    const table = lab.popup.getByRole('table', { name: 'Mean power' });
    const heads = await table.locator('thead th').allTextContents();
    const cells = await table.locator('tbody tr').last().locator('th, td').allTextContents();
    return Object.fromEntries(heads.map((head, i) => [head, quantity(cells[i] ?? '') ?? Number.NaN]));
  }
});
