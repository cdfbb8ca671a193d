// The topic `page`: the browser's main-thread time that a beat takes on a real page of JupyterLab.

import type { CDPSession } from 'playwright-core';
import { openBrowser, openPage } from '../../test/e2e/browser.ts';
import { EnergyPage } from '../../test/e2e/energy-page.ts';
import { Workplace } from '../../test/e2e/workplace.ts';
import { prepare } from '../suites/end-to-end.ts';
import type { Report, Row } from './report.ts';

/** Spans with the stream and without it take turns, so that what else the page does falls on both alike. */
const TURNS = 4;
const SPAN_MS = 10_000;
/** Opening the stream asks for the history, which is no beat's cost. */
const SETTLE_MS = 3_000;
/** While somebody watches. */
const BEAT_MS = 500;

const title = 'The page: one beat';

export async function pageReport(): Promise<Report> {
  const missing = await prepare();
  if (missing !== null)
    return { title, how, rows: [absent('popup closed', 1, missing), absent('popup open', 4, missing)] };
  await using workplace = await Workplace.open({
    env: { JUPYTER_ENERGY_SIMULATE: 'laptop' },
    notebooks: { 'work.ipynb': ['1 + 1'] },
  });
  const browser = await openBrowser();
  try {
    const { page } = await openPage(browser);
    const seen = new EnergyPage(page);
    await seen.visit(workplace.jupyter.notebook('work.ipynb'));
    const closed = rowsOf('popup closed', await beatCost(seen), 1);
    await seen.button.click();
    await seen.popup.locator('canvas').waitFor();
    return { title, how, rows: [...closed, ...rowsOf('popup open', await beatCost(seen), 4)] };
  } finally {
    await browser.close();
  }
}

const how = [
  `The wheel in a real JupyterLab in headless Chromium, one notebook open, a simulated laptop of four parts. Chromium's own account of the main
thread (Performance.getMetrics over the DevTools protocol: TaskDuration, and ScriptDuration within it) over ${TURNS} spans of ${SPAN_MS / 1000} s in which
the extension's stream is open, less that over ${TURNS} spans in between in which it is closed, divided by the ${(TURNS * SPAN_MS) / BEAT_MS} beats. To close it, the
extension, and nothing else on the page, is told that the page is hidden. Drawing on other threads is not in it.`,
];

/** Milliseconds. */
interface MainThread {
  readonly task: number;
  readonly script: number;
}

/** Main-thread milliseconds of one beat, and of the spans without any. */
async function beatCost(seen: EnergyPage): Promise<{ beat: MainThread; rest: MainThread }> {
  const session = await seen.page.context().newCDPSession(seen.page);
  await session.send('Performance.enable');
  const live: MainThread[] = [];
  const still: MainThread[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    await tell(seen, 'hidden');
    still.push(await span(seen, session));
    await tell(seen, 'visible');
    live.push(await span(seen, session));
  }
  await session.detach();
  const beats = (TURNS * SPAN_MS) / BEAT_MS;
  const all = (spans: readonly MainThread[], part: keyof MainThread): number =>
    spans.reduce((sum, one) => sum + one[part], 0) / beats;
  const difference = (part: keyof MainThread): number => all(live, part) - all(still, part);
  return {
    beat: { task: difference('task'), script: difference('script') },
    rest: { task: all(still, 'task'), script: all(still, 'script') },
  };
}

async function span({ page }: EnergyPage, session: CDPSession): Promise<MainThread> {
  await page.waitForTimeout(SETTLE_MS);
  const before = await mainThread(session);
  await page.waitForTimeout(SPAN_MS);
  const after = await mainThread(session);
  return { task: after.task - before.task, script: after.script - before.script };
}

async function mainThread(session: CDPSession): Promise<MainThread> {
  const { metrics } = await session.send('Performance.getMetrics');
  const ms = (name: string): number =>
    1000 * (metrics.find((metric) => metric.name === name)?.value ?? Number.NaN);
  return { task: ms('TaskDuration'), script: ms('ScriptDuration') };
}

/** Jupyter's own polls ask `document.hidden`, which stays as it is. */
function tell({ page }: EnergyPage, state: 'hidden' | 'visible'): Promise<void> {
  return page.evaluate((visibilityState) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibilityState });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

function rowsOf(
  what: string,
  { beat, rest }: { beat: MainThread; rest: MainThread },
  limit: number,
): readonly Row[] {
  const beside = `${beat.script.toFixed(2)} ms of it in scripts; the page itself: ${rest.task.toFixed(2)} ms in the same time`;
  return [{ what, value: beat.task, unit: 'ms', limit, beside }];
}

function absent(what: string, limit: number, why: string): Row {
  return { what, value: null, unit: 'ms', limit, beside: why };
}
