// The long term in the popup of both shells: a made-up record of 400 days, told through the real contract and the real bridge.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, openPage, picture, type Watched } from './browser.ts';
import { EnergyPage } from './energy-page.ts';
import { MadeUpServer } from './made-up/made-up-server.ts';
import { quantity } from './quantity.ts';
import { Workplace } from './workplace.ts';

describe.each(['lab', 'notebook'] as const)('in %s', (app) => {
  const folder = mkdtempSync(join(tmpdir(), 'je-long-'));
  let server: MadeUpServer;
  let workplace: Workplace;
  let browser: Browser;
  let watched: Watched;
  let seen: EnergyPage;
  let figure: Locator;

  beforeAll(async () => {
    server = await MadeUpServer.start(folder, 400);
    workplace = await Workplace.open({
      app,
      baseUrl: '/user/alice/',
      env: { JUPYTER_ENERGY_SOCKET: server.socket },
      notebooks: { 'work.ipynb': ['1 + 1'] },
    });
    await workplace.set('jupyter-energy:settings', { unit: 'Wh' });
    browser = await openBrowser();
    watched = await openPage(browser);
    seen = new EnergyPage(watched.page);
    await seen.visit(workplace.jupyter.notebook('work.ipynb'));
    figure = seen.popup.getByRole('slider');
  });

  afterAll(async () => {
    await browser?.close();
    await workplace?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const asked = () => server.asked.filter((path) => /^\/v1\/(energy|grid)/.test(path));
  const says = async () => (await figure.getAttribute('aria-valuetext')) ?? '';
  const press = (name: string) => seen.popup.getByRole('button', { name, exact: true }).click();

  test('nothing is asked before somebody looks', async () => {
    await seen.button.click();
    await seen.popup.locator('canvas, .jp-Energy-nothing').first().waitFor();
    await seen.page.waitForTimeout(1_500);
    expect(asked()).toEqual([]);
  });

  test('shows the last day, and asks for nothing anew within a minute', async () => {
    await press('Energy of hours, days and months');
    await seen.popup
      .getByText(/CO₂e ·/)
      .first()
      .waitFor();
    expect(await says()).toMatch(/CO₂e/);
    const before = asked().length;
    await seen.page.waitForTimeout(3_000);
    expect(asked()).toHaveLength(before);
    await picture(seen.page, `${app}-light-long-term-day`);
  });

  test('its figures are the record’s', async () => {
    await press('A week');
    const week = () => asked().findLast((path) => /^\/v1\/energy.*step=7200/.test(path));
    await expect.poll(week).toBeDefined();
    const query = new URLSearchParams(week()?.split('?')[1]);
    const [bucket] = server.record.energy(
      Number(query.get('from')),
      Number(query.get('to')),
      null,
      null,
    ).buckets;
    const wattHours = (bucket?.total?.joules ?? Number.NaN) / 3_600;
    const shown = async () =>
      quantity((await seen.popup.locator('.jp-Energy-readHead strong').textContent()) ?? '');
    await expect.poll(async () => Math.abs(((await shown()) ?? 0) / wattHours - 1)).toBeLessThan(0.02);
    await picture(seen.page, `${app}-light-long-term-week`);
  });

  test('is walked through by keyboard: bars, zoom, back in time', async () => {
    await figure.focus();
    await seen.page.keyboard.press('ArrowLeft');
    const last = await says();
    await seen.page.keyboard.press('ArrowLeft');
    expect(await says()).not.toBe(last);
    await seen.page.keyboard.press('-');
    await expect
      .poll(() => seen.popup.getByRole('button', { name: 'A month' }).getAttribute('aria-pressed'))
      .toBe('true');
    await seen.page.keyboard.press('Home');
    await expect.poll(() => seen.popup.locator('.jp-Energy-readTitle').textContent()).toMatch(/2025/);
    await seen.page.keyboard.press('End');
    await press('The whole record');
    await expect.poll(says).toMatch(/–/);
    await picture(seen.page, `${app}-light-long-term-all`);
  });

  test('is dragged back in time', async () => {
    await press('A day');
    const title = seen.popup.locator('.jp-Energy-readTitle');
    await expect.poll(() => title.textContent()).toMatch(/\d/);
    const before = await title.textContent();
    const box = await figure.boundingBox();
    if (box === null) throw new Error('There is no chart.');
    await seen.page.mouse.move(box.x + 150, box.y + 80);
    await seen.page.mouse.down();
    await seen.page.mouse.move(box.x + 300, box.y + 80, { steps: 4 });
    await seen.page.mouse.up();
    await seen.page.mouse.move(5, 5);
    await expect.poll(() => title.textContent()).not.toBe(before);
  });

  test('the country is changed through the bridge', async () => {
    await press('change');
    await seen.popup.getByRole('combobox', { name: 'Country' }).selectOption('FR');
    await seen.popup.getByText('France (chosen by you)').waitFor();
    expect(server.record.place.country).toBe('FR');
    await seen.popup.getByRole('switch').click();
    await expect.poll(() => server.record.live.on).toBe(false);
    await seen.popup.getByText(/the average of the year 2025, not the mix of this time/).waitFor();
    await seen.popup.getByRole('combobox', { name: 'Country' }).scrollIntoViewIfNeeded();
    await picture(seen.page, `${app}-light-place`);
    await press('change');
  });

  test('is saved as a table and as a picture, each with its provider', async () => {
    await seen.popup.locator('summary', { hasText: 'The same in numbers' }).click();
    await expect.poll(() => seen.popup.getByRole('row').count()).toBeGreaterThan(5);
    const csv = await saved('Save as CSV');
    expect(readFileSync(csv, 'utf8')).toMatch(
      /^# Simulated readings[^\r]*\r\n[\s\S]*# Made-up mix: simulated, of no grid\.\r\n.*energy \(J\)/,
    );
    const png = readFileSync(await saved('Save as PNG'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.length).toBeGreaterThan(10_000);
  });

  test('a budget that is passed is told of once, over a reload too', async () => {
    await workplace.set('jupyter-energy:settings', { unit: 'Wh', budget: 1, budgetUnit: 'J' });
    await seen.page.reload();
    const notice = seen.page.getByText(/since work\.ipynb was opened; the budget is 1\sJ/);
    await notice.first().waitFor({ timeout: 30_000 });
    await seen.page.reload();
    await seen.watts();
    await seen.page.waitForTimeout(7_000);
    expect(await notice.count()).toBe(0);
  });

  test('in the dark', async () => {
    await workplace.set('@jupyterlab/apputils-extension:themes', { theme: 'JupyterLab Dark' });
    await seen.page.reload();
    await seen.watts();
    await seen.button.click();
    await press('Energy of hours, days and months');
    await press('A week');
    await seen.popup
      .getByText(/CO₂e ·/)
      .first()
      .waitFor();
    await picture(seen.page, `${app}-dark-long-term-week`);
  });

  test('the console shows no error of ours', () => {
    expect(watched.complaints()).toEqual([]);
  });

  async function saved(name: string): Promise<string> {
    const waiting = seen.page.waitForEvent('download');
    await press(name);
    const path = join(folder, (await waiting).suggestedFilename());
    await (await waiting).saveAs(path);
    return path;
  }
});
