// Notebook 7: the same button and popup in the other shell.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, openPage, picture, type Watched } from './browser.ts';
import { EnergyPage } from './energy-page.ts';
import { burn } from './load.ts';
import { Workplace } from './workplace.ts';

let workplace: Workplace;
let browser: Browser;
let watched: Watched;
let notebook: EnergyPage;

beforeAll(async () => {
  workplace = await Workplace.open({ app: 'notebook', notebooks: { 'work.ipynb': [burn(3)] } });
  browser = await openBrowser();
  watched = await openPage(browser);
  notebook = new EnergyPage(watched.page);
  await notebook.visit(workplace.jupyter.notebook('work.ipynb'));
});

afterAll(async () => {
  await browser?.close();
  await workplace?.[Symbol.asyncDispose]();
});

test('the button shows watts, and its joules grow while a cell runs', async () => {
  expect(await notebook.watts()).toBeGreaterThan(0);
  await expect.poll(async () => (await notebook.joules()) ?? 0, { timeout: 10_000 }).toBeGreaterThan(0);
  const before = (await notebook.joules()) ?? Number.NaN;
  await notebook.runFirstCell();
  await expect
    .poll(async () => (await notebook.joules()) ?? 0, { timeout: 15_000 })
    .toBeGreaterThan(before * 1.2);
  await picture(notebook.page, 'notebook-light-button');
});

test('the popup opens by mouse, and Escape closes it', async () => {
  await notebook.button.click();
  await notebook.popup.locator('canvas').waitFor();
  await notebook.page.waitForTimeout(1500);
  await picture(notebook.page, 'notebook-light-popup');
  await notebook.page.keyboard.press('Escape');
  await expect.poll(() => notebook.popup.count()).toBe(0);
  expect(await notebook.button.evaluate((button) => button === document.activeElement)).toBe(true);
});

test('the dark theme darkens it', async () => {
  await workplace.set('@jupyterlab/apputils-extension:themes', { theme: 'JupyterLab Dark' });
  await notebook.page.reload();
  await notebook.watts();
  await notebook.button.click();
  await notebook.popup.locator('canvas').waitFor();
  await notebook.page.waitForTimeout(1500);
  await picture(notebook.page, 'notebook-dark-popup');
  const { back, text } = await notebook.brightness();
  expect(back).toBeLessThan(0.3);
  expect(text).toBeGreaterThan(0.6);
});

test('the console shows no error of ours', () => {
  expect(watched.complaints()).toEqual([]);
});
