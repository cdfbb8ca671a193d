// `npm run build`: makes the wheel, dist/jupyter_energy-<version>-py3-none-any.whl.

import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { buildWheel, wheel } from './packaging/wheel.ts';
import { main } from './tasks/failure.ts';
import { root } from './tasks/places.ts';

await main(async () => {
  await buildWheel();
  console.log(`\n${relative(root, wheel)}  ${(statSync(wheel).size / 1e6).toFixed(1)} MB`);
  return 0;
});
