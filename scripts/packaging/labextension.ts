// Builds the page's code and puts it into the Python package.

import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { demand } from '../tasks/command.ts';
import { Failure } from '../tasks/failure.ts';
import { inRoot, serverExtension } from '../tasks/places.ts';

/** The package with the page's code. */
export const extensionFolder: string = inRoot('packages', 'notebook-extension');
/** Where its build leaves it. */
export const builtExtension: string = join(extensionFolder, 'build', 'labextension');
const inPackage = join(serverExtension, 'jupyter_energy', 'labextension');

/** What JupyterLab reads first of a prebuilt extension. */
export const labextension: string = join(inPackage, 'package.json');

/** Builds the extension and copies it into the Python package. Throws a Failure. */
export async function buildLabextension(): Promise<void> {
  const next = 'Correct the source; `npm run check` says more.';
  await demand(process.execPath, [join(extensionFolder, 'build.ts')], next, { cwd: extensionFolder });
  if (!existsSync(join(builtExtension, 'package.json')))
    throw new Failure(`No extension appeared in ${builtExtension}.`, next);
  rmSync(inPackage, { recursive: true, force: true });
  cpSync(builtExtension, inPackage, { recursive: true });
}
