// The topic `page`: the browser's main-thread time that a beat takes on a real page of JupyterLab.

import type { CDPSession } from 'playwright-core';
import { openBrowser, openPage } from '../../test/e2e/browser.ts';
import { EnergyPage } from '../../test/e2e/energy-page.ts';
import { Workplace } from '../../test/e2e/workplace.ts';
import { prepare } from '../suites/end-to-end.ts';
import type { Report, Row } from './report.ts';

/** Spans with the stream and without it take turns, so that what else the page does falls on both alike. */
const TURNS = 4;
const SPAN_MS = 5_000;
/** Opening the stream asks for the history, which is no beat's cost. */
const SETTLE_MS = 2_000;
/** JupyterLab goes on starting for a while after its page has appeared. */
const START_MS = 45_000;
/** While somebody watches. */
const BEAT_MS = 500;
const BEATS = (TURNS * SPAN_MS) / BEAT_MS;

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
    await page.waitForTimeout(START_MS);
    const closed = rowOf('popup closed', await measure(seen), 1);
    await seen.button.click();
    await seen.popup.locator('canvas').waitFor();
    return { title, how, rows: [closed, rowOf('popup open', await measure(seen), 4)] };
  } finally {
    await browser.close();
  }
}

const how = [
  `The wheel in a real JupyterLab in headless Chromium, one notebook open, a simulated laptop of four parts. Chromium's own account of the
main thread (Performance.getMetrics over the DevTools protocol, in CPU time of that thread: TaskDuration, and ScriptDuration within it)
over ${TURNS} spans of ${SPAN_MS / 1000} s in which the extension's stream is open, less that over ${TURNS} spans in which it is closed, divided by the ${BEATS} beats. To
close it, the extension, and nothing else on the page, is told that the page is hidden. Drawing on other threads is not in it.`,
  `Whatever changes on a page makes the browser draw a frame. What that costs at the least is measured in the same way: a digit that
changes twice a second in a corner of its own of the same page, while the stream is closed.`,
  `Taken apart on a virtual machine without a graphics card, with the popup closed (2.6 ms then): reading the stream and all scripts 0.35 ms,
the layout of toolbar button and status item 0.65 ms, and 1.6 ms for painting both and handing the frame over, which the browser does
in software there. With the popup open the chart's canvas is drawn and handed over as well; scripts take less than 1 ms of it.`,
];

/** Milliseconds. */
interface MainThread {
  readonly task: number;
  readonly script: number;
}

/** What happens twice a second during a span. */
type Happening = 'nothing' | 'digit' | 'beat';

/** Main-thread milliseconds per half second while each of these happens. */
async function measure(seen: EnergyPage): Promise<Readonly<Record<Happening, MainThread>>> {
  const session = await seen.page.context().newCDPSession(seen.page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spans = { nothing: [], digit: [], beat: [] } as Record<Happening, MainThread[]>;
  for (let turn = 0; turn < TURNS; turn += 1) {
    await tell(seen, 'hidden');
    spans.nothing.push(await span(seen, session));
    await changeDigit(seen);
    spans.digit.push(await span(seen, session));
    await removeDigit(seen);
    await tell(seen, 'visible');
    spans.beat.push(await span(seen, session));
  }
  await session.detach();
  const mean = (all: readonly MainThread[]): MainThread => ({
    task: all.reduce((sum, { task }) => sum + task, 0) / BEATS,
    script: all.reduce((sum, { script }) => sum + script, 0) / BEATS,
  });
  return { nothing: mean(spans.nothing), digit: mean(spans.digit), beat: mean(spans.beat) };
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

/** An element that nothing else on the page has to move for. */
function changeDigit({ page }: EnergyPage): Promise<void> {
  return page.evaluate((everyMs) => {
    const corner = document.createElement('div');
    corner.id = 'digit';
    corner.style.cssText = 'position: fixed; right: 0; bottom: 0; width: 20px; height: 20px; contain: strict';
    document.body.append(corner);
    let digit = 0;
    const timer = setInterval(() => {
      digit = 1 - digit;
      corner.textContent = String(digit);
      if (!corner.isConnected) clearInterval(timer);
    }, everyMs);
  }, BEAT_MS);
}

function removeDigit({ page }: EnergyPage): Promise<void> {
  return page.evaluate(() => document.querySelector('#digit')?.remove());
}

function rowOf(what: string, spans: Readonly<Record<Happening, MainThread>>, limit: number): Row {
  const { nothing, digit, beat } = spans;
  const beside = [
    `${(beat.script - nothing.script).toFixed(2)} ms of it in scripts`,
    `a changed digit: ${(digit.task - nothing.task).toFixed(2)} ms`,
    `the page itself in half a second: ${nothing.task.toFixed(2)} ms`,
  ].join('; ');
  return { what, value: beat.task - nothing.task, unit: 'ms', limit, beside };
}

function absent(what: string, limit: number, why: string): Row {
  return { what, value: null, unit: 'ms', limit, beside: why };
}
