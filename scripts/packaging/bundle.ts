// Makes the energy server one file, and notes which packages went into it.

import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { Failure } from '../tasks/failure.ts';
import { bundledServer, inRoot, root } from '../tasks/places.ts';
import { packagesIn, writeLicences } from './licences.ts';
import { putNativeParts } from './native-parts.ts';

/** The bundle that the Python bridge runs. */
export const bundle: string = join(bundledServer, 'energy-server.mjs');

// Some packages are CommonJS and ask for `require`, which a module does not have by itself.
const banner =
  "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);";

/** Writes the bundle, the native parts and the licences of both into the Python package. Throws a Failure. */
export async function buildEnergyServer(): Promise<void> {
  rmSync(bundledServer, { recursive: true, force: true });
  const metafile = await bundleTo(bundle);
  const native = await putNativeParts(join(bundledServer, 'native'));
  const bundled = packagesIn(Object.keys(metafile.inputs).map((file) => inRoot(file)));
  writeLicences([...bundled, ...native], join(bundledServer, 'THIRD-PARTY-LICENCES.txt'));
}

/** Writes the bundle alone. Throws a Failure. */
export async function bundleTo(file: string): Promise<Metafile> {
  try {
    const result = await build({
      absWorkingDir: root,
      entryPoints: [inRoot('packages', 'energy-server', 'src', 'main.ts')],
      outfile: file,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      external: ['koffi'],
      banner: { js: banner },
      legalComments: 'none',
      // Node keeps the text in memory for as long as it runs. The names stay, so that a stack trace can be read.
      minifyWhitespace: true,
      minifySyntax: true,
      charset: 'ascii',
      metafile: true,
      logLevel: 'silent',
    });
    return result.metafile;
  } catch (error) {
    throw new Failure(
      (error as Error).message,
      `Correct the source; \`npm run check\` says more. (${relative(root, file)})`,
    );
  }
}
