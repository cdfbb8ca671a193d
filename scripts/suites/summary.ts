// Tells how all suites went: a table, what failed or was skipped, and one last line.

import type { Outcome } from './outcome.ts';

export interface Line {
  readonly name: string;
  readonly what: string;
  readonly seconds: number;
  readonly outcome: Outcome;
}

/** The whole summary; its last line is `N passed, N failed`, followed by `, N skipped` where any were. */
export function summary(lines: readonly Line[]): string {
  const sum = (count: (outcome: Outcome) => number): number =>
    lines.reduce((total, { outcome }) => total + count(outcome), 0);
  const passed = sum((outcome) => outcome.passed);
  const failed = sum((outcome) => outcome.failed.length);
  const skipped = sum((outcome) => outcome.skipped.length);
  return [
    row('suite', 'passed', 'failed', 'skipped', 'seconds'),
    ...lines.map(({ name, what, seconds, outcome }) =>
      row(
        `${name}: ${what}`,
        outcome.passed,
        outcome.failed.length,
        outcome.skipped.length,
        seconds.toFixed(1),
      ),
    ),
    '',
    ...lines.flatMap(({ name, outcome }) => outcome.failed.map((test) => `failed: ${name}: ${test}`)),
    ...lines.flatMap(({ name, outcome }) =>
      outcome.skipped.map(
        (test) => `skipped: ${name}: ${test.name}${test.reason === null ? '' : ` (${test.reason})`}`,
      ),
    ),
    `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  ].join('\n');
}

function row(name: string, ...numbers: readonly (string | number)[]): string {
  return name.padEnd(46) + numbers.map((number) => String(number).padStart(9)).join('');
}
