// Builds the prebuilt extension: our code as one module by esbuild, then the labextension around it by Jupyter's builder.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, context } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const outfile = `${here}lib/index.js`;

export interface BuildChoices {
  /** Readable code with source maps. */
  readonly development?: boolean;
  /** Build again whenever a source changes, until interrupted. */
  readonly watch?: boolean;
}

/** Size of our own code: what the page loads beyond what JupyterLab shares. */
export interface BundleSize {
  readonly bytes: number;
  readonly gzipped: number;
  /** Absolute paths of the files that went into it, for the licences of other people's. */
  readonly inputs: readonly string[];
}

/** Writes `lib/index.js` and the labextension; rejects when either step fails. */
export async function buildExtension({
  development = false,
  watch = false,
}: BuildChoices = {}): Promise<BundleSize> {
  const options = bundleOptions(development);
  const watched = watch ? await context(options) : null;
  const { metafile } = watched === null ? await build(options) : await watched.rebuild();
  await watched?.watch();
  await labextension(development, watch);
  await watched?.dispose();
  const code = await readFile(outfile);
  const inputs = Object.keys(metafile?.inputs ?? {}).map((file) => resolve(here, file));
  return { bytes: code.length, gzipped: gzipSync(code, { level: 9 }).length, inputs };
}

function bundleOptions(development: boolean): BuildOptions {
  return {
    entryPoints: [`${here}src/index.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // The shells bring these and share them; one more copy would be another notebook, another theme.
    external: ['@jupyterlab/*', '@lumino/*'],
    minify: !development,
    sourcemap: development ? 'inline' : false,
    legalComments: 'inline',
    metafile: true,
    absWorkingDir: here,
    logLevel: 'warning',
  };
}

async function labextension(development: boolean, watch: boolean): Promise<void> {
  const require = createRequire(import.meta.url);
  const builder = require.resolve('@jupyter/builder/lib/build-labextension.js');
  const core = require.resolve('@jupyterlab/core-meta/core.package.json');
  const flags = [...(development ? ['--development'] : []), ...(watch ? ['--watch'] : [])];
  const child = spawn(process.execPath, [builder, '--core-package-file', core, ...flags, here], {
    cwd: here,
    stdio: watch ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const stop = () => void child.kill();
  process.once('SIGTERM', stop);
  const [code] = (await once(child, 'close')) as [number | null];
  process.off('SIGTERM', stop);
  // Told to stop watching, it ends by that signal: no failure.
  if (watch && code === null) return;
  if (code !== 0) throw new Error(`${said}\nThe labextension builder ended with status ${code}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { development: { type: 'boolean' }, watch: { type: 'boolean' } } });
  const { bytes, gzipped } = await buildExtension(values);
  console.log(
    `notebook extension: ${(bytes / 1000).toFixed(1)} kB, ${(gzipped / 1000).toFixed(1)} kB gzipped`,
  );
}
