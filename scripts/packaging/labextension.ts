// Builds the page's code, which its own build puts into the Python package.

import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildExtension } from '../../packages/notebook-extension/build.ts';
import { Failure } from '../tasks/failure.ts';
import { inRoot, serverExtension } from '../tasks/places.ts';
import { packagesIn, writeLicences } from './licences.ts';

/** The package with the page's code. */
export const extensionFolder: string = inRoot('packages', 'notebook-extension');

/** Where its build leaves it, to be packed into the wheel. */
export const builtExtension: string = join(serverExtension, 'jupyter_energy', 'labextension');

/** What JupyterLab reads first of a prebuilt extension. */
export const labextension: string = join(builtExtension, 'package.json');

const next = 'Correct the source; `npm run check` says more.';

/** Builds the extension anew, with the licences of what is bundled in it. Throws a Failure. */
export async function buildLabextension(): Promise<void> {
  rmSync(builtExtension, { recursive: true, force: true });
  const inputs = await build();
  if (!existsSync(labextension)) throw new Failure(`No extension appeared in ${builtExtension}.`, next);
  writeLicences(packagesIn(inputs), join(builtExtension, 'THIRD-PARTY-LICENCES.txt'));
}

async function build(): Promise<readonly string[]> {
  try {
    return (await buildExtension()).inputs;
  } catch (error) {
    throw new Failure((error as Error).message, next, { cause: error });
  }
}
