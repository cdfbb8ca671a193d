// No energy server can run: Jupyter works as ever, and the page says why there are no watts.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openPage, picture, type Watched } from './browser.ts';
import { EnergyPage } from './energy-page.ts';
import { Workplace } from './workplace.ts';

let workplace: Workplace;
let browser: Browser;
let watched: Watched;
let lab: EnergyPage;

beforeAll(async () => {
  workplace = await Workplace.open({
    env: { JUPYTER_ENERGY_NODE: '/nowhere/node' },
    notebooks: { 'work.ipynb': ['6 * 7'] },
  });
  browser = await openBrowser();
  watched = await openPage(browser);
  lab = new EnergyPage(watched.page);
  await lab.page.goto(workplace.jupyter.notebook('work.ipynb'));
  await lab.button.waitFor({ timeout: 45_000 });
});

afterAll(async () => {
  await browser?.close();
  await workplace?.[Symbol.asyncDispose]();
});

test('a cell runs', async () => {
  await lab.runFirstCell();
  await lab.page.locator('.jp-OutputArea-output', { hasText: '42' }).waitFor();
});

test('the button says that the power is unknown, and why', async () => {
  await expect.poll(() => lab.says(), { timeout: 30_000 }).toMatch(/unknown.*\/nowhere\/node/);
  expect(await lab.joules()).toBeNull();
});

test('the popup says what to set', async () => {
  await lab.button.click();
  await expect.poll(() => lab.popup.textContent()).toMatch(/JUPYTER_ENERGY_NODE/);
  await picture(lab.page, 'lab-light-absent');
  expect(await lab.popup.textContent()).toMatch(/Unset it, or point it to/);
});

test('where there is nothing to draw, no empty chart pretends to be a measurement', async () => {
  await lab.popup.getByText('Nothing is known of the power').waitFor();
  expect(await lab.popup.locator('canvas').count()).toBe(0);
  expect(await lab.popup.getByText('This notebook ran code').isVisible()).toBe(false);
});

test('the console shows no error of ours', () => {
  expect(watched.complaints()).toEqual([]);
});
