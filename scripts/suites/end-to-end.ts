// The end-to-end suite: what it needs is set up here; the tests themselves are in test/e2e/.

import { buildWheel, wheel } from '../packaging/wheel.ts';
import { step } from '../tasks/progress.ts';
import { ensureEnvironment, ensureWheel, environment } from '../tasks/python.ts';
import { ensureChromium } from './chromium.ts';
import type { Outcome } from './outcome.ts';

/** Runs the tests against the wheel; without a browser they count as skipped. */
export async function endToEnd(vitest: (config: string) => Promise<Outcome>): Promise<Outcome> {
  const missing = await prepare();
  if (missing === null) return await vitest('vitest.e2e.config.ts');
  console.log(missing);
  return { passed: 0, failed: [], skipped: [{ name: 'all end-to-end tests', reason: missing }] };
}

/** Builds the wheel and installs it into a clean environment. Answers null, or why there is no browser. Throws a Failure. */
export async function prepare(): Promise<string | null> {
  const missing = await ensureChromium();
  if (missing !== null) return missing;
  await buildWheel();
  await step('Installing JupyterLab and Notebook', () => ensureEnvironment('e2e', 'start'));
  await step('Installing the wheel', () => ensureWheel(environment('e2e'), wheel));
  return null;
}
