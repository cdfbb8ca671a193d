// The end-to-end suite: what it needs is set up here; the tests themselves are in test/e2e/.

import { buildWheel, wheel } from '../packaging/wheel.ts';
import { step } from '../tasks/progress.ts';
import { ensureEnvironment, ensureWheel, environment } from '../tasks/python.ts';
import { ensureChromium } from './chromium.ts';
import type { Outcome } from './outcome.ts';

/** Builds the wheel, installs it into a clean environment, and runs the tests against it. */
export async function endToEnd(vitest: (config: string) => Promise<Outcome>): Promise<Outcome> {
  const missing = await ensureChromium();
  if (missing !== null) {
    console.log(missing);
    return { passed: 0, failed: [], skipped: [{ name: 'all end-to-end tests', reason: missing }] };
  }
  await buildWheel();
  await step('Installing JupyterLab and Notebook', () => ensureEnvironment('e2e', 'start'));
  await step('Installing the wheel', () => ensureWheel(environment('e2e'), wheel));
  return await vitest('vitest.e2e.config.ts');
}
