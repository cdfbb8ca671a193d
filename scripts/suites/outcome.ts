// How a suite of tests went, whatever ran it.

/** A test that was not run, and why; null where its name says it. */
export interface Skipped {
  readonly name: string;
  readonly reason: string | null;
}

/** The numbers of one suite. */
export interface Outcome {
  readonly passed: number;
  /** Names of the tests that failed. */
  readonly failed: readonly string[];
  readonly skipped: readonly Skipped[];
}

/** A check that either holds or does not, as one test. */
export function verdict(name: string, holds: boolean): Outcome {
  return holds ? { passed: 1, failed: [], skipped: [] } : { passed: 0, failed: [name], skipped: [] };
}

/** Several outcomes as one. */
export function together(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.flatMap(({ failed }) => failed),
    skipped: outcomes.flatMap(({ skipped }) => skipped),
  };
}

/** What a tool reported; where it failed and yet reports no failed test, that is a failure of its own. */
export function withStatus(outcome: Outcome, status: number, name: string): Outcome {
  const unexplained = status !== 0 && outcome.failed.length === 0;
  return unexplained
    ? together([outcome, verdict(`${name} ended with status ${status}, see above`, false)])
    : outcome;
}
