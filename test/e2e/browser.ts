// A real browser, and a page in it that remembers what went wrong on its console.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium as engine, type Page } from 'playwright-core';
import { chromium } from '../../scripts/suites/chromium.ts';
import { inRoot } from '../../scripts/tasks/places.ts';

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Errors on the console that are not ours. The first two are JupyterLab's and Notebook's own and were seen with this
 * extension switched off as well; the others are what a browser itself says when a server has no answer.
 */
const foreign = [
  /Maximum call stack size exceeded/,
  /reading 'schema'\)[\s\S]*notebook_core/,
  /Failed to load resource: .* 503/,
  /ERR_CONNECTION_REFUSED/,
];

export function openBrowser(): Promise<Browser> {
  return engine.launch({ executablePath: chromium, args });
}

/** A page and what it complained of. */
export interface Watched {
  readonly page: Page;
  /** Errors of ours so far. */
  complaints(): readonly string[];
}

/** Opens a page in a profile of its own; `sharpness` is the number of pixels per point. */
export async function openPage(browser: Browser, sharpness = 1): Promise<Watched> {
  const viewport = { width: 1280, height: 860 };
  const context = await browser.newContext({ viewport, locale: 'en-GB', deviceScaleFactor: sharpness });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(`${message.text()} (${message.location().url})`);
  });
  return { page, complaints: () => said.filter((text) => !foreign.some((known) => known.test(text))) };
}

const screenshots = inRoot('artefacts', 'screenshots');

/** Keeps a picture of the whole window. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}
