// Builds the page's code and puts it into the Python package.

import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { demand } from '../tasks/command.ts';
import { Failure } from '../tasks/failure.ts';
import { inRoot, serverExtension } from '../tasks/places.ts';

const folder = inRoot('packages', 'notebook-extension');
const built = join(folder, 'build', 'labextension');
const inPackage = join(serverExtension, 'jupyter_energy', 'labextension');

/** What JupyterLab reads first of a prebuilt extension. */
export const labextension: string = join(inPackage, 'package.json');

/** Builds the extension and copies it into the Python package. Throws a Failure. */
export async function buildLabextension(): Promise<void> {
  const next = 'Correct the source; `npm run check` says more.';
  await demand(process.execPath, [join(folder, 'build.ts')], next, { cwd: folder });
  if (!existsSync(join(built, 'package.json'))) throw new Failure(`No extension appeared in ${built}.`, next);
  rmSync(inPackage, { recursive: true, force: true });
  cpSync(built, inPackage, { recursive: true });
}
