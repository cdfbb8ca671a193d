// The suites that `npm test` runs, in this order. Each shows what its tools say and answers with its numbers.

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { show } from '../tasks/command.ts';
import { cache, inRoot, serverExtension } from '../tasks/places.ts';
import { step } from '../tasks/progress.ts';
import { ensureEnvironment, environment } from '../tasks/python.ts';
import { endToEnd } from './end-to-end.ts';
import { junitOutcome } from './junit-report.ts';
import { type Outcome, together, verdict, withStatus } from './outcome.ts';
import { vitestOutcome } from './vitest-report.ts';

export interface Suite {
  readonly name: string;
  readonly what: string;
  run(): Promise<Outcome>;
}

export const suites: readonly Suite[] = [
  { name: 'lint', what: 'format, lint, import rules', run: lint },
  { name: 'types', what: 'TypeScript types', run: types },
  { name: 'unit', what: 'unit tests and properties', run: () => vitest('vitest.config.ts') },
  { name: 'python', what: 'Python: lint, types, tests', run: python },
  { name: 'e2e', what: 'end to end: wheel, Jupyter, browser', run: () => endToEnd(vitest) },
];

/** The folders that have a tsconfig.json of their own. */
const typed = ['.', 'packages/contract', 'packages/energy-server', 'packages/notebook-extension'];

/** A suite that hangs must not keep the others from running. */
const limitMs = 20 * 60_000;

const bin = (name: string): string => inRoot('node_modules', '.bin', name);

async function lint(): Promise<Outcome> {
  return verdict('biome ci', (await show(bin('biome'), ['ci', '.'])) === 0);
}

async function types(): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const folder of typed) {
    const status = await show(bin('tsc'), ['-p', inRoot(folder)]);
    outcomes.push(verdict(`tsc -p ${folder}`, status === 0));
  }
  return together(outcomes);
}

async function vitest(config: string): Promise<Outcome> {
  const report = freshReport(`${config}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = await show(bin('vitest'), ['run', '--config', config, ...reporters], { limitMs });
  return reported(report, vitestOutcome, status, `vitest (${config})`);
}

async function python(): Promise<Outcome> {
  await step('Installing what checks the Python package', () => ensureEnvironment('test', 'test'));
  const { python: program } = environment('test');
  const at = { cwd: serverExtension, limitMs };
  const module = async (...args: string[]): Promise<Outcome> =>
    verdict(args.join(' '), (await show(program, ['-m', ...args], at)) === 0);
  const checks = [
    await module('ruff', 'check', '.'),
    await module('ruff', 'format', '--check', '.'),
    await module('mypy'),
  ];
  const report = freshReport('pytest.xml');
  const status = await show(program, ['-m', 'pytest', '-q', '--timeout=120', `--junitxml=${report}`], at);
  const tests = reported(report, junitOutcome, status, 'pytest');
  return together([...checks, tests]);
}

/** What a tool wrote down; one that wrote nothing down failed. */
function reported(file: string, read: (text: string) => Outcome, status: number, name: string): Outcome {
  if (!existsSync(file)) return verdict(name, false);
  return withStatus(read(readFileSync(file, 'utf8')), status, name);
}

function freshReport(name: string): string {
  const file = join(cache('reports'), name);
  rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true });
  return file;
}
