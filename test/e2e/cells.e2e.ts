// Whose energy it is, in both shells: labels at cells that ran, this notebook's share in the popup, the panel of all kernels.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Runs } from '@jupyter-energy/contract';
import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser, openPage, picture, type Watched } from './browser.ts';
import { EnergyPage } from './energy-page.ts';
import { Workplace } from './workplace.ts';

/** One thread of the kernel itself: what child processes do is tested elsewhere. */
const busy = 'import time\nend = time.time() + 2\nwhile time.time() < end: pass';
/** An energy, or why there is none: what a shared machine allows to tell of two seconds is not for a test to say. */
const told = /J|Wh|too short to tell/;

describe.each(['lab', 'notebook'] as const)('in %s', (app) => {
  let workplace: Workplace;
  let browser: Browser;
  let watched: Watched;
  let shown: EnergyPage;
  let labels: Locator;
  /** Questions about all kernels. */
  const asked: string[] = [];

  beforeAll(async () => {
    workplace = await Workplace.open({ app, idleWatts: 3, notebooks: { 'work.ipynb': [busy, '1 + 1'] } });
    browser = await openBrowser();
    watched = await openPage(browser);
    shown = new EnergyPage(watched.page);
    labels = shown.page.locator('.jp-Energy-cell');
    shown.page.on('request', (request) => {
      if (request.url().endsWith('/v1/kernels')) asked.push(request.url());
    });
    await shown.visit(workplace.jupyter.notebook('work.ipynb'));
  });

  afterAll(async () => {
    await browser?.close();
    await workplace?.[Symbol.asyncDispose]();
  });

  beforeEach(() => shown.page.keyboard.press('Escape'));

  test('a cell that ran gets a label, the cell that did not gets none', async () => {
    await shown.runFirstCell();
    await expect
      .poll(() => labels.allTextContents(), { timeout: 15_000 })
      .toEqual([expect.stringMatching(told)]);
    expect(await labels.first().getAttribute('aria-label')).toMatch(/^Energy of this cell’s run: /);
  });

  test('focused, it tells when the cell ran, and for how long', async () => {
    await labels.first().focus();
    const tip = shown.page.getByRole('tooltip');
    await expect.poll(() => tip.textContent()).toMatch(/Ran.*for 2/);
    expect(await labels.first().getAttribute('aria-describedby')).toBe(await tip.getAttribute('id'));
    await picture(shown.page, `${app}-light-cell`);
    await labels.first().blur();
    expect(await tip.count()).toBe(0);
  });

  test('the popup divides the energy, and lists the cell', async () => {
    await shown.button.click();
    await shown.popup.getByRole('button', { name: 'This notebook’s share' }).click();
    await shown.popup.getByText('this notebook now').waitFor();
    expect(await shown.says()).toMatch(/this notebook draws|power unknown/);
    await shown.popup.getByText('1 cell that ran').click();
    await shown.popup.getByRole('rowheader', { name: /import time/ }).waitFor();
    await picture(shown.page, `${app}-light-shares`);
    await shown.popup.getByTitle('Go to this cell').click();
    await expect.poll(() => shown.popup.count()).toBe(0);
    await shown.button.click();
    await shown.popup.getByRole('button', { name: 'The whole computer' }).click();
  });

  test('the panel lists the kernel under its notebook’s name, and asks only while it is shown', async () => {
    const before = asked.length;
    await shown.page.waitForTimeout(3_000);
    expect(asked.length).toBe(before);
    await shown.command('Show Energy of Kernels');
    const panel = shown.page.getByRole('region', { name: 'Energy of kernels' });
    await panel.getByRole('rowheader', { name: 'work.ipynb' }).waitFor({ timeout: 45_000 });
    await panel.getByRole('rowheader', { name: 'Computer' }).waitFor();
    await expect.poll(() => asked.length, { timeout: 15_000 }).toBeGreaterThan(before + 1);
    await picture(shown.page, `${app}-light-kernels`);
  });

  test('the label goes when the cell is edited, and comes back with the same source only', async () => {
    await shown.page.locator('.jp-CodeCell .cm-content').first().click();
    await shown.page.keyboard.press('Control+End');
    await shown.page.keyboard.type(' # other');
    await expect.poll(() => labels.count()).toBe(0);
    for (let letter = 0; letter < ' # other'.length; letter += 1)
      await shown.page.keyboard.press('Backspace');
    await expect.poll(() => labels.count()).toBe(1);
  });

  test('it outlives a reload, and nothing of it is in the notebook’s file', async () => {
    const before = await labels.allTextContents();
    await shown.page.keyboard.press('Control+s');
    const file = (): string => readFileSync(join(workplace.folder, 'work.ipynb'), 'utf8');
    await expect.poll(file, { timeout: 10_000 }).toMatch(/"execution_count": \d/);
    expect(file()).not.toMatch(/jupyter_energy/);
    await shown.page.reload();
    await shown.watts();
    await expect.poll(() => labels.allTextContents(), { timeout: 15_000 }).toEqual(before);
  });

  test('what was edited before a reload has no label after it', async () => {
    await shown.page.locator('.jp-CodeCell .cm-content').first().click();
    await shown.page.keyboard.press('Control+End');
    await shown.page.keyboard.type(' # other');
    await shown.page.keyboard.press('Control+s');
    await expect
      .poll(() => readFileSync(join(workplace.folder, 'work.ipynb'), 'utf8'), { timeout: 10_000 })
      .toMatch(/# other/);
    await shown.page.reload();
    await shown.watts();
    await shown.page.waitForTimeout(3_000);
    expect(await labels.count()).toBe(0);
  });

  test('the console shows no error of ours', () => {
    expect(watched.complaints()).toEqual([]);
  });
});

/** The keys of each cell's metadata; null while Jupyter is writing the file. */
function metadataIn(notebook: string): readonly string[][] | null {
  try {
    const { cells } = JSON.parse(notebook) as { cells: readonly { metadata: object }[] };
    return cells.map(({ metadata }) => Object.keys(metadata));
  } catch {
    return null;
  }
}

describe('what ran, seen from elsewhere', () => {
  let workplace: Workplace;
  let browser: Browser;

  beforeAll(async () => {
    workplace = await Workplace.open({ idleWatts: 3, notebooks: { 'work.ipynb': [busy, '1 + 1'] } });
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await workplace?.[Symbol.asyncDispose]();
  });

  const file = (): string => readFileSync(join(workplace.folder, 'work.ipynb'), 'utf8');

  /** A tab that remembers nothing. */
  async function tab(): Promise<{ seen: EnergyPage; labels: Locator; complaints: () => readonly string[] }> {
    const { page, complaints } = await openPage(browser);
    const seen = new EnergyPage(page);
    await seen.visit(workplace.jupyter.notebook('work.ipynb'));
    return { seen, labels: page.locator('.jp-Energy-cell'), complaints };
  }

  test('another tab shows it too, by what the server side recorded; a restart of the kernel leaves it', async () => {
    const first = await tab();
    await first.seen.runFirstCell();
    await expect.poll(() => first.labels.count(), { timeout: 15_000 }).toBe(1);
    await expect.poll(() => first.labels.first().textContent(), { timeout: 15_000 }).toMatch(told);
    const before = await first.labels.allTextContents();
    await first.seen.page.keyboard.press('Control+s');
    await expect.poll(file, { timeout: 10_000 }).toMatch(/"execution_count": \d/);
    await first.seen.page.context().close();
    const second = await tab();
    await expect.poll(() => second.labels.allTextContents(), { timeout: 15_000 }).toEqual(before);
    await workplace.restartKernels();
    await second.seen.page.waitForTimeout(3_000);
    expect(await second.labels.allTextContents()).toEqual(before);
    expect(second.complaints()).toEqual([]);
    await second.seen.page.context().close();
  });

  test('saved in the notebook, where the user wants that, it is there without any record', async () => {
    await workplace.set('jupyter-energy:settings', { saveInNotebook: true });
    const first = await tab();
    await first.seen.runFirstCell();
    await expect.poll(() => first.labels.first().textContent(), { timeout: 15_000 }).toMatch(told);
    // Again, for the label may be there a moment before it is in the notebook.
    const saved = async () => {
      await first.seen.page.keyboard.press('Control+s');
      return metadataIn(file());
    };
    await expect.poll(saved, { timeout: 20_000, interval: 500 }).toEqual([['jupyter_energy'], []]);
    const before = await first.labels.allTextContents();
    // The last saving is over, too.
    await expect.poll(() => metadataIn(file()), { timeout: 10_000 }).toEqual([['jupyter_energy'], []]);
    await first.seen.page.context().close();
    await workplace.endKernels();
    const second = await tab();
    await expect.poll(() => second.labels.allTextContents(), { timeout: 15_000 }).toEqual(before);
    expect(second.complaints()).toEqual([]);
    await second.seen.page.context().close();
  });
});

describe('a notebook of a thousand cells', () => {
  const cells = 1_000;
  let workplace: Workplace;
  let browser: Browser;
  let seen: EnergyPage;

  beforeAll(async () => {
    const notebooks = { 'work.ipynb': Array.from({ length: cells }, (_, i) => `x = ${i}`) };
    workplace = await Workplace.open({ idleWatts: 3, notebooks });
    browser = await openBrowser();
    seen = new EnergyPage((await openPage(browser)).page);
    await seen.visit(workplace.jupyter.notebook('work.ipynb'));
    await seen.runFirstCell();
    await seen.command('Run All Cells');
  });

  afterAll(async () => {
    await browser?.close();
    await workplace?.[Symbol.asyncDispose]();
  });

  /** Runs of which the energy server knows the end. */
  async function ended(): Promise<number> {
    const [kernel = 'none'] = await workplace.kernels();
    const reply = await workplace.ask(`runs?kernel=${kernel}&from=0`);
    return ((await reply.json()) as Runs).runs.filter(({ running }) => !running).length;
  }

  /** Cells on the screen, and how many of them have a label. */
  function onScreen(): Promise<{ readonly cells: number; readonly labelled: number }> {
    return seen.page.locator('.jp-WindowedPanel-outer').evaluate((outer) => {
      const { top, bottom } = outer.getBoundingClientRect();
      const shown = [...outer.querySelectorAll('.jp-CodeCell')].filter((cell) => {
        const box = cell.getBoundingClientRect();
        return box.height > 0 && box.bottom > top && box.top < bottom;
      });
      const labelled = shown.filter((cell) => cell.querySelector('.jp-Energy-cell') !== null).length;
      return { cells: shown.length, labelled };
    });
  }

  test('has labels at the cells on the screen, wherever one scrolls', async () => {
    await expect.poll(ended, { timeout: 180_000, interval: 500 }).toBeGreaterThan(cells);
    for (const part of [1, 0.5, 0]) {
      await seen.page.locator('.jp-WindowedPanel-outer').evaluate((outer, share) => {
        outer.scrollTop = share * (outer.scrollHeight - outer.clientHeight);
      }, part);
      await expect
        .poll(
          async () => {
            const { cells: shown, labelled } = await onScreen();
            return shown > 0 && labelled === shown;
          },
          { timeout: 20_000 },
        )
        .toBe(true);
    }
  }, 270_000);

  test('is left alone by beats', async () => {
    const changes = await seen.page.locator('.jp-Notebook').evaluate(async (notebook) => {
      let seenChanges = 0;
      const observer = new MutationObserver((list) => {
        seenChanges += list.filter(({ target }) => {
          const node = target instanceof Element ? target : target.parentElement;
          return node?.closest('.jp-Energy-cell') !== null;
        }).length;
      });
      observer.observe(notebook, { subtree: true, childList: true, attributes: true, characterData: true });
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      observer.disconnect();
      return seenChanges;
    });
    expect(changes).toBe(0);
  });
});
