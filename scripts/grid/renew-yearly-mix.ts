// Renews the table of yearly mixes: node scripts/grid/renew-yearly-mix.ts share-elec-by-source.csv (ourworldindata.org/grapher).

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { yearlyRows } from './yearly-rows.ts';

const table = fileURLToPath(
  new URL('../../packages/energy-server/src/grid/mix/yearly-mix.json', import.meta.url),
);

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('which file? Download it from ourworldindata.org/grapher/share-elec-by-source.csv');
  process.exit(2);
}
const before = JSON.parse(readFileSync(table, 'utf8')) as { rows: string[]; origin: string };
/** The source has codes of its own for these. */
const ownCodes: Readonly<Record<string, string>> = { WORLD: 'OWID_WRL', XKX: 'OWID_KOS' };
const codes = new Map(
  before.rows.map((row) => {
    const [country = '', iso3 = ''] = row.split(' ');
    return [ownCodes[iso3] ?? iso3, { country, iso3 }] as const;
  }),
);
const { rows, leftOut } = yearlyRows(readFileSync(file, 'utf8'), codes);
const day = statSync(file).mtime.toISOString().slice(0, 10);
const origin = before.origin.replace(/ From a third party.*$| Downloaded on .*$/, ` Downloaded on ${day}.`);
writeFileSync(table, `${JSON.stringify({ ...before, origin, rows }, null, 2)}\n`);
console.log(`${rows.length} rows, ${before.rows.length} before`);
for (const line of leftOut) console.log(`left out: ${line}`);
