// `npm run bench`: what Jupyter Energy costs, each figure beside the number of its design.

import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { documentFile, documentOf, withSections } from './bench/document.ts';
import { machineName } from './bench/machine.ts';
import { benchOptions, helpOf } from './bench/options.ts';
import type { Report } from './bench/report.ts';
import { terminalTable } from './bench/table.ts';
import { topics } from './bench/topics.ts';
import { main } from './tasks/failure.ts';

await main(async () => {
  const names = topics.map(({ name }) => name);
  const options = benchOptions(process.argv.slice(2), names);
  if (options.help) {
    console.log(helpOf(topics.map(({ name, what }) => `${name.padEnd(12)}  ${what}`)));
    return 0;
  }
  const machine = machineName();
  const [load = 0] = loadavg();
  console.log(machine);
  const reports: Report[] = [];
  for (const { name, what, run } of topics) {
    if (options.only !== null && !options.only.includes(name)) continue;
    console.log(`\n━━ ${name}: ${what}\n`);
    const report = await run();
    reports.push(report);
    console.log(`\n${terminalTable(report)}`);
  }
  if (!options.write) return 0;
  const around = { machine, day: new Date(), load };
  const text =
    options.only === null
      ? documentOf(around, reports)
      : withSections(readFileSync(documentFile, 'utf8'), around, reports);
  writeFileSync(documentFile, text);
  return 0;
});
