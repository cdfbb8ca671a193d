// JupyterLab under a base URL as on a hub: from real processors to the button, the popup and back after a crash.

import { existsSync, readFileSync } from 'node:fs';
import type { Kernels } from '@jupyter-energy/contract';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser, openPage, picture, type Watched } from './browser.ts';
import { EnergyPage } from './energy-page.ts';
import { burn } from './load.ts';
import { Workplace } from './workplace.ts';

let workplace: Workplace;
let browser: Browser;
let watched: Watched;
let lab: EnergyPage;

beforeAll(async () => {
  workplace = await Workplace.open({
    baseUrl: '/user/alice/',
    notebooks: { 'work.ipynb': [burn(8)], 'other.ipynb': ['1 + 1'] },
  });
  browser = await openBrowser();
  watched = await openPage(browser);
  lab = new EnergyPage(watched.page);
  await lab.visit(workplace.jupyter.notebook('work.ipynb'));
});

afterAll(async () => {
  await browser?.close();
  await workplace?.[Symbol.asyncDispose]();
});

beforeEach(() => lab.page.keyboard.press('Escape'));

describe('the button', () => {
  test('shows watts with their basis, and joules', async () => {
    expect(await lab.watts()).toBeGreaterThan(0);
    const basis = (await (await workplace.ask('sources')).json()).total.basis;
    expect(await lab.button.textContent()).toMatch(basis === 'estimated' ? /≈/ : /^[^≈]*$/);
    await expect.poll(async () => (await lab.joules()) ?? 0, { timeout: 10_000 }).toBeGreaterThan(0);
    await picture(lab.page, 'lab-light-button');
  });

  test('rises while a cell works on all processors, and its joules grow', async () => {
    const joules = (await lab.joules()) ?? Number.NaN;
    await lab.runFirstCell();
    const busy = await most(lab, 6_000);
    // Others may be using this machine as well: rest is when the power has fallen.
    await expect.poll(() => lab.watts(), { timeout: 60_000, interval: 200 }).toBeLessThan(busy * 0.87);
    const rest = await lab.watts();
    await lab.runFirstCell();
    await expect.poll(() => lab.watts(), { timeout: 8_000, interval: 200 }).toBeGreaterThan(rest * 1.1);
    expect(await lab.joules()).toBeGreaterThan(joules);
  });
});

describe('the popup', () => {
  test('opens by mouse, below the button, with what the numbers mean', async () => {
    await lab.button.click();
    await lab.popup.waitFor();
    expect(await lab.popup.textContent()).toMatch(/since this notebook was opened/);
    await lab.popup.locator('canvas').waitFor();
    await lab.page.waitForTimeout(1500);
    await picture(lab.page, 'lab-light-popup');
    await lab.popup.locator('summary', { hasText: 'numbers come from' }).click();
    await picture(lab.page, 'lab-light-sources');
    await lab.button.click();
    await expect.poll(() => lab.popup.count()).toBe(0);
  });

  test('opens by keyboard, holds the focus, and gives it back to the button', async () => {
    await lab.button.focus();
    await lab.page.keyboard.press('Enter');
    await lab.popup.waitFor();
    const inside = () => lab.popup.evaluate((popup) => popup.contains(document.activeElement));
    const stops = new Set<string>();
    for (let press = 0; press < 12; press += 1) {
      await lab.page.keyboard.press('Tab');
      expect(await inside()).toBe(true);
      stops.add(await lab.page.evaluate(() => document.activeElement?.textContent ?? ''));
    }
    expect(stops.size).toBeGreaterThan(2);
    await lab.page.keyboard.press('Escape');
    await expect.poll(() => lab.popup.count()).toBe(0);
    expect(await lab.button.evaluate((button) => button === document.activeElement)).toBe(true);
  });
});

describe('one stream', () => {
  test('for two notebooks and two pages together, none while hidden', async () => {
    const second = await openPage(browser);
    const other = new EnergyPage(second.page);
    await other.visit(workplace.jupyter.notebook('other.ipynb'));
    await expect.poll(streams).toBe(1);
    await second.page.context().close();
    await show(lab, 'hidden');
    await expect.poll(streams, { timeout: 15_000 }).toBe(0);
    await show(lab, 'visible');
    await expect.poll(streams, { timeout: 15_000 }).toBe(1);
    expect(second.complaints()).toEqual([]);
  });
});

describe('what is known', () => {
  test('outlives a reload', async () => {
    const before = (await lab.joules()) ?? Number.NaN;
    await lab.page.reload();
    await lab.watts();
    await expect
      .poll(async () => (await lab.joules()) ?? 0, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(before * 0.99);
    await lab.button.click();
    const drawn = await lab.popup.locator('canvas').evaluate(filled);
    expect(drawn).toBeGreaterThan(0);
    await lab.popup.getByText('This notebook ran code').waitFor();
  });

  test('comes back after the energy server was killed, and meanwhile nothing is claimed', async () => {
    const { pid } = await workplace.status();
    process.kill(pid, 'SIGKILL');
    await expect
      .poll(() => lab.button.getAttribute('class'), { timeout: 15_000, interval: 100 })
      .toMatch(/unknown/);
    await picture(lab.page, 'lab-light-lost');
    expect(await lab.says()).toMatch(/unknown/);
    expect(await lab.watts()).toBeGreaterThan(0);
    expect((await workplace.status()).pid).not.toBe(pid);
  });

  test('goes on when another energy server takes the place of the one behind the page', async () => {
    const { pid } = await workplace.status();
    const other = await workplace.replaceEnergyServer();
    const answers = async () => (await workplace.status()).pid;
    const kernels = async () => ((await (await workplace.ask('kernels')).json()) as Kernels).kernels;
    await expect.poll(answers, { timeout: 20_000 }).toBe(other.process.pid);
    // The first one ends by itself; the other is then told of the kernels that run.
    await expect.poll(() => runs(pid), { timeout: 20_000 }).toBe(false);
    const running = [...(await workplace.kernels())];
    await expect
      .poll(async () => (await kernels()).map(({ id }) => id), { timeout: 20_000 })
      .toEqual(expect.arrayContaining(running));
    expect(await lab.watts()).toBeGreaterThan(0);
    const joules = (await lab.joules()) ?? Number.NaN;
    await expect.poll(() => lab.joules(), { timeout: 20_000 }).toBeGreaterThan(joules);
    await other.end();
  });
});

describe('the dark theme', () => {
  test('makes the popup dark and its text light', async () => {
    await workplace.set('@jupyterlab/apputils-extension:themes', { theme: 'JupyterLab Dark' });
    await lab.page.reload();
    await lab.watts();
    await lab.button.click();
    await lab.popup.waitFor();
    await lab.page.waitForTimeout(1500);
    await picture(lab.page, 'lab-dark-popup');
    const { back, text } = await lab.brightness();
    expect(back).toBeLessThan(0.3);
    expect(text).toBeGreaterThan(0.6);
  });
});

test('the console shows no error of ours', () => {
  expect(watched.complaints()).toEqual([]);
});

/** Whether a process runs; one that has ended may wait for up to a minute until its parent asks how. */
function runs(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/^\d+ \(.*\) Z/.test(readFileSync(stat, 'utf8'));
}

const streams = async (): Promise<number> => (await workplace.status()).streams;

/** The greatest power seen over a while. */
async function most(page: EnergyPage, ms: number): Promise<number> {
  const until = Date.now() + ms;
  let watts = await page.watts();
  while (Date.now() < until) {
    await page.page.waitForTimeout(250);
    watts = Math.max(watts, await page.watts());
  }
  return watts;
}

/** Headless pages are never hidden: what the browser would tell a page in the background is told by hand. */
function show(page: EnergyPage, state: 'hidden' | 'visible'): Promise<void> {
  return page.page.evaluate((visibility) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => visibility === 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

/** How many pixels of a chart have been drawn on. */
function filled(canvas: SVGElement | HTMLElement): number {
  const { width, height } = canvas as HTMLCanvasElement;
  const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
  return pixels.filter((value, index) => index % 4 === 3 && value > 0).length;
}
