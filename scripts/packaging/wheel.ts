// Makes the wheel that people install: page, bundled energy server and bridge in one file. What has not changed is skipped.

import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { demand } from '../tasks/command.ts';
import { Failure } from '../tasks/failure.ts';
import { inRoot, serverExtension } from '../tasks/places.ts';
import { step } from '../tasks/progress.ts';
import { ensureEnvironment, environment } from '../tasks/python.ts';
import { ifChanged } from '../tasks/up-to-date.ts';
import { buildEnergyServer, bundle } from './bundle.ts';
import { buildLabextension, labextension } from './labextension.ts';

const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as { version: string };

/** The wheel, after `buildWheel`. */
export const wheel: string = inRoot('dist', `jupyter_energy-${version}-py3-none-any.whl`);

const always = [
  'package-lock.json',
  'scripts/packaging',
  'packages/contract/src',
  'packages/contract/package.json',
];

const packaged = ['jupyter_energy', 'jupyter-config', '*.{json,toml,md}', 'LICENSE'].map(
  (path) => `packages/server-extension/${path}`,
);

/** Builds whatever is not up to date, and shows what it does. Throws a Failure. */
export async function buildWheel(): Promise<void> {
  await step('Bundling the energy server', () =>
    ifChanged(
      {
        name: 'energy-server',
        inputs: [...always, 'packages/energy-server/src', 'packages/energy-server/package.json'],
        outputs: [bundle],
      },
      buildEnergyServer,
    ),
  );
  await step('Building the notebook extension', () =>
    ifChanged(
      {
        name: 'labextension',
        inputs: [
          ...always,
          'packages/notebook-extension/{src,style,schema}',
          'packages/notebook-extension/*.{json,ts}',
        ],
        outputs: [labextension],
      },
      buildLabextension,
    ),
  );
  await step('Setting up the packager', () => ensureEnvironment('build', 'build'));
  await step('Packing the wheel', () =>
    ifChanged(
      {
        name: 'wheel',
        inputs: ['scripts/packaging/wheel.ts', 'scripts/requirements/build.txt', ...packaged],
        outputs: [wheel],
      },
      packWheel,
    ),
  );
}

async function packWheel(): Promise<void> {
  rmSync(inRoot('dist'), { recursive: true, force: true });
  const args = ['-m', 'hatchling', 'build', '-t', 'wheel', '-d', inRoot('dist')];
  await demand(environment('build').python, args, 'See what hatchling said above.', { cwd: serverExtension });
  if (!existsSync(wheel)) {
    const found = globSync('*', { cwd: inRoot('dist') }).join(', ');
    throw new Failure(
      `The packager made ${found}, not version ${version}.`,
      'Give all packages the same version.',
    );
  }
}
