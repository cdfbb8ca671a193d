// What `npm run bench` understands.

import { parseArgs } from 'node:util';
import { Failure } from '../tasks/failure.ts';

export interface BenchOptions {
  readonly help: boolean;
  /** Names of topics; null = all. */
  readonly only: readonly string[] | null;
  /** Renew docs/benchmarks.md. */
  readonly write: boolean;
}

/** What `--help` says; `topics` are the lines that name them. */
export function helpOf(topics: readonly string[]): string {
  return `npm run bench -- [options]

Measures what Jupyter Energy costs, each figure beside the number that its design wants. It takes about twenty minutes
and should have the machine to itself.

  --only NAMES  only these topics, as in --only beat,sizes
  --write       renew docs/benchmarks.md; with --only these sections of it
  --help        this text

Topics
${topics.map((line) => `  ${line}`).join('\n')}`;
}

/** Reads the arguments. Throws a Failure that says which one is wrong. */
export function benchOptions(args: readonly string[], names: readonly string[]): BenchOptions {
  const { help, only: list, write } = parse([...args]);
  const only = list?.split(',') ?? null;
  const unknown = (only ?? []).filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Failure(`There is no topic ${unknown.join(', ')}.`, `There are ${names.join(', ')}.`);
  return { help, only, write };
}

function parse(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        only: { type: 'string' },
        write: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new Failure((error as Error).message, 'npm run bench -- --help says what there is.');
  }
}
