// `npm test`: sets up what it needs, runs every suite however the others went, and ends with the numbers.

import { parseArgs } from 'node:util';
import { type Outcome, verdict } from './suites/outcome.ts';
import { type Suite, suites } from './suites/suites.ts';
import { type Line, summary } from './suites/summary.ts';
import { Failure, main } from './tasks/failure.ts';

await main(async () => {
  const lines: Line[] = [];
  for (const suite of chosen(process.argv.slice(2))) {
    console.log(`\n━━ ${suite.name}: ${suite.what}\n`);
    const started = performance.now();
    const outcome = await run(suite);
    lines.push({ ...suite, outcome, seconds: (performance.now() - started) / 1000 });
  }
  console.log(`\n${summary(lines)}`);
  return lines.some(({ outcome }) => outcome.failed.length > 0) ? 1 : 0;
});

/** A suite that cannot even be set up counts as one failed test. */
async function run(suite: Suite): Promise<Outcome> {
  try {
    return await suite.run();
  } catch (error) {
    const next = error instanceof Failure ? `\n→ ${error.next}` : '';
    console.error(`\n${error instanceof Failure ? error.message : (error as Error).stack}${next}`);
    return verdict(`setting up ${suite.name}`, false);
  }
}

/** All suites, or those after `--only`, as in `--only unit,python`. */
function chosen(args: readonly string[]): readonly Suite[] {
  const { only } = parse([...args]);
  if (only === undefined) return suites;
  const names = only.split(',');
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length === 0) return suites.filter(({ name }) => names.includes(name));
  throw new Failure(
    `There is no suite ${unknown.join(', ')}.`,
    `There are ${suites.map(({ name }) => name).join(', ')}: npm test -- --only unit,python`,
  );
}

function parse(args: string[]): { only?: string } {
  try {
    return parseArgs({ args, options: { only: { type: 'string' } } }).values;
  } catch (error) {
    throw new Failure((error as Error).message, 'npm test -- --only unit,python');
  }
}
