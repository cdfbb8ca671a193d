// Reads the numbers out of vitest's JSON report.

import type { Outcome, Skipped } from './outcome.ts';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** The outcome that a report tells. A file that could not even be loaded counts as one failed test. */
export function vitestOutcome(json: string): Outcome {
  const { testResults } = JSON.parse(json) as Report;
  let passed = 0;
  const failed: string[] = [];
  const skipped: Skipped[] = [];
  for (const { name: file, status: whole, assertionResults } of testResults) {
    const before = failed.length;
    for (const { fullName, status } of assertionResults) {
      if (status === 'passed') passed += 1;
      else if (status === 'failed') failed.push(fullName);
      else skipped.push({ name: fullName, reason: null });
    }
    if (whole === 'failed' && failed.length === before) failed.push(file);
  }
  return { passed, failed, skipped };
}
