// The topic `sizes`: what people download.

import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle } from '../packaging/bundle.ts';
import { builtExtension } from '../packaging/labextension.ts';
import { buildWheel, wheel } from '../packaging/wheel.ts';
import { bundledServer } from '../tasks/places.ts';
import type { Report } from './report.ts';

const how = [
  'Files of the wheel compressed one by one by gzip at its highest level, as web servers do at best (1 kB = 1000 bytes).',
];

export async function sizesReport(): Promise<Report> {
  await buildWheel();
  const scripts = filesIn(join(builtExtension, 'static')).filter((file) => file.endsWith('.js'));
  const native = filesIn(join(bundledServer, 'native'));
  const size = { unit: 'kB', limit: null } as const;
  return {
    title: 'Sizes',
    how,
    rows: [
      {
        what: 'notebook extension, gzipped',
        value: gzippedKb(scripts),
        unit: 'kB',
        limit: 120,
        beside: `${plainKb(scripts).toFixed(0)} kB plain`,
      },
      {
        what: 'energy server, gzipped',
        value: gzippedKb([bundle]),
        ...size,
        beside: `${plainKb([bundle]).toFixed(0)} kB plain`,
      },
      {
        what: 'its native parts for two architectures, gzipped',
        value: gzippedKb(native),
        ...size,
        beside: '',
      },
      { what: 'the wheel', value: plainKb([wheel]), ...size, beside: 'all of the above' },
    ],
  };
}

function filesIn(folder: string): readonly string[] {
  return globSync('**', { cwd: folder })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}

const gzippedKb = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0) / 1000;

const plainKb = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + statSync(file).size, 0) / 1000;
