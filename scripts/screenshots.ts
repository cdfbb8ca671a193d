// `npm run screenshots [-- NAME …]`: the pictures of the documentation, taken of machines that do not exist, so that they look alike everywhere;
// but for the one of kernels and cells: whose energy it is follows from real work.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { WholeMachine } from '../packages/energy-server/test/fakes/whole-machine.ts';
import { openBrowser, openPage } from '../test/e2e/browser.ts';
import { EnergyPage } from '../test/e2e/energy-page.ts';
import { MadeUpServer } from '../test/e2e/made-up/made-up-server.ts';
import { Workplace } from '../test/e2e/workplace.ts';
import { prepare } from './suites/end-to-end.ts';
import { Failure, main } from './tasks/failure.ts';
import { inRoot } from './tasks/places.ts';
import { step } from './tasks/progress.ts';

const images = inRoot('docs', 'images');
const example = 'energy.ipynb';
/** The chart is set to one minute; so long must there have been something to draw. */
const historyMs = 62_000;
const edge = 12;
/** As if a quiet moment had been seen before. */
const idleWatts = 3;
/** Cells of the example up to the first with code, and one: after the last cell Shift+Enter would add an empty one. */
const cellsBefore = 4;

interface Picture {
  readonly name: string;
  readonly app: 'lab' | 'notebook';
  readonly theme: 'Light' | 'Dark';
  readonly hardware: 'simulated' | 'all meters' | 'estimate' | 'made-up record';
}

const pictures: readonly Picture[] = [
  { name: 'lab-light', app: 'lab', theme: 'Light', hardware: 'simulated' },
  { name: 'lab-dark', app: 'lab', theme: 'Dark', hardware: 'simulated' },
  { name: 'notebook-light', app: 'notebook', theme: 'Light', hardware: 'simulated' },
  { name: 'lab-kernels', app: 'lab', theme: 'Light', hardware: 'estimate' },
  { name: 'long-term-light', app: 'lab', theme: 'Light', hardware: 'made-up record' },
  { name: 'long-term-dark', app: 'notebook', theme: 'Dark', hardware: 'made-up record' },
  { name: 'all-meters', app: 'lab', theme: 'Light', hardware: 'all meters' },
  { name: 'all-meters-dark', app: 'notebook', theme: 'Dark', hardware: 'all meters' },
];

await main(async () => {
  const chosen = choose(process.argv.slice(2));
  const missing = await prepare();
  if (missing !== null) throw new Failure(missing, 'Then try again.');
  mkdirSync(images, { recursive: true });
  const browser = await openBrowser();
  try {
    for (const picture of chosen) {
      await step(`Taking pictures: ${picture.name}`, () =>
        picture.hardware === 'made-up record'
          ? photographRecord(browser, picture)
          : photograph(browser, picture),
      );
    }
  } finally {
    await browser.close();
  }
  return 0;
});

/** All, or those that were named. */
function choose(names: readonly string[]): readonly Picture[] {
  const known = pictures.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Failure(`There is no picture "${unknown}".`, `There are ${known.join(', ')}.`);
  return names.length === 0 ? pictures : pictures.filter(({ name }) => names.includes(name));
}

async function photograph(browser: Browser, { name, app, theme, hardware }: Picture): Promise<void> {
  await using machine = hardware === 'all meters' ? await WholeMachine.start() : null;
  const env = {
    ...(machine === null ? {} : { JUPYTER_ENERGY_CONFIG: machine.configFile }),
    ...(hardware === 'simulated' ? { JUPYTER_ENERGY_SIMULATE: 'laptop' } : {}),
  };
  await using workplace = await Workplace.open({ app, env, idleWatts, notebooks: {} });
  copyFileSync(inRoot('examples', example), join(workplace.folder, example));
  await workplace.set('@jupyterlab/apputils-extension:themes', { theme: `JupyterLab ${theme}` });
  const { page } = await openPage(browser, 1.5);
  const seen = new EnergyPage(page);
  await seen.visit(workplace.jupyter.notebook(example));
  const until = Date.now() + historyMs;
  await runCells(seen);
  await page.waitForTimeout(Math.max(0, until - Date.now()));
  if (hardware === 'estimate') {
    await showKernels(seen);
    await page.screenshot({ path: join(images, `${name}.png`) });
    await page.context().close();
    return;
  }
  if (machine === null)
    await page.screenshot({ path: join(images, `${name}-button.png`), clip: await around(seen) });
  await seen.button.click();
  await seen.popup.getByText('1 min', { exact: true }).click();
  await page.waitForTimeout(2_000);
  await page.screenshot({ path: join(images, `${name}.png`) });
  if (machine !== null && theme === 'Light') await photographSources(seen, name);
  await page.context().close();
}

/** The popup's account of its sources, on a page that is high enough for all of it. */
async function photographSources({ page, popup }: EnergyPage, name: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 1600 });
  const sources = popup.locator('details', { hasText: 'numbers come from' });
  await sources.locator('summary').click();
  // What does not count comes with no beat: it is asked for every other second.
  await page.waitForTimeout(3_000);
  await sources.screenshot({ path: join(images, `${name}-sources.png`) });
}

/** The popup with a week and with all of a record that no computer has. */
async function photographRecord(browser: Browser, { name, app, theme }: Picture): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'je-picture-'));
  try {
    await using server = await MadeUpServer.start(folder, 400);
    const env = { JUPYTER_ENERGY_SOCKET: server.socket };
    await using workplace = await Workplace.open({ app, env, notebooks: { 'work.ipynb': ['1 + 1'] } });
    await workplace.set('@jupyterlab/apputils-extension:themes', { theme: `JupyterLab ${theme}` });
    await workplace.set('jupyter-energy:settings', { unit: 'Wh', stackedBy: 'split' });
    const { page } = await openPage(browser, 1.5);
    await page.setViewportSize({ width: 1280, height: 960 });
    const seen = new EnergyPage(page);
    await seen.visit(workplace.jupyter.notebook('work.ipynb'));
    await seen.runFirstCell();
    await seen.button.click();
    await seen.popup.getByText('Long term', { exact: true }).click();
    await seen.popup.getByText('Week', { exact: true }).click();
    await page.waitForTimeout(2_000);
    await seen.popup.screenshot({ path: join(images, `${name}.png`) });
    await page.context().close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All of them, one after the other: Shift+Enter queues a cell and goes on to the next. */
async function runCells(seen: EnergyPage): Promise<void> {
  const { page } = seen;
  await seen.runFirstCell();
  await page.keyboard.press('Escape');
  for (const _cell of (await page.locator('.jp-Cell').all()).slice(cellsBefore)) {
    await page.keyboard.press('Shift+Enter');
    await page.waitForTimeout(200);
  }
}

/** The panel of kernels beside the first cells that ran. */
async function showKernels(seen: EnergyPage): Promise<void> {
  const { page } = seen;
  await seen.command('Show Energy of Kernels');
  await page.getByRole('region', { name: 'Energy of kernels' }).getByRole('table').waitFor();
  await page.locator('.jp-CodeCell').first().click();
  await page.waitForTimeout(6_000);
}

/** The toolbar's right half. */
async function around(seen: EnergyPage): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await seen.button.boundingBox();
  if (box === null) throw new Failure('The button is not on the page.', 'npm test -- --only e2e says more.');
  return { x: box.x - 300, y: box.y - edge, width: box.width + 300 + edge, height: box.height + 2 * edge };
}
