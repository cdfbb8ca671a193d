// Pins every JupyterLab package to the one coherent set that core-meta names; run it after changing core-meta's version.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const core = JSON.parse(readFileSync(require.resolve('@jupyterlab/core-meta/core.package.json'), 'utf8'));
const manifest = new URL('../package.json', import.meta.url);
const root = JSON.parse(readFileSync(manifest, 'utf8'));

// These two are named by core-meta but were never published at that version; nothing of ours needs them.
const unpublished = new Set(['@jupyterlab/nbconvert-css', '@jupyterlab/metapackage']);

root.overrides = Object.fromEntries(
  Object.entries(core.resolutions)
    .filter(([name]) => name.startsWith('@jupyterlab/') && !unpublished.has(name))
    .map(([name, range]) => [name, range.replace(/^[~^]/, '')])
    .sort(([a], [b]) => a.localeCompare(b)),
);
writeFileSync(manifest, `${JSON.stringify(root, null, 2)}\n`);
console.log(`${Object.keys(root.overrides).length} packages pinned`);
