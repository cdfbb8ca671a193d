// `npm start`: from a clone to a notebook with watts in its toolbar.

import { buildWheel, wheel } from './packaging/wheel.ts';
import { help, startOptions } from './start/options.ts';
import { serve } from './start/serve.ts';
import { main } from './tasks/failure.ts';
import { step } from './tasks/progress.ts';
import { ensureEnvironment, ensureWheel, environment } from './tasks/python.ts';

await main(async () => {
  const options = startOptions(process.argv.slice(2));
  if (options.help) {
    console.log(help);
    return 0;
  }
  const own = environment('start');
  await buildWheel();
  await step('Installing JupyterLab and Notebook', () => ensureEnvironment('start', 'start'));
  await step('Installing the wheel', () => ensureWheel(own, wheel));
  await serve(own, options, {});
  return 0;
});
