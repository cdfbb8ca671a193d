// The numbers of `npm test`: reports as the tools write them, cut short, against counts made by hand.

import { describe, expect, test } from 'vitest';
import { junitOutcome } from './junit-report.ts';
import { together, verdict, withStatus } from './outcome.ts';
import { summary } from './summary.ts';
import { vitestOutcome } from './vitest-report.ts';

describe('a report of pytest', () => {
  const xml = `<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" tests="5">
    <testcase classname="tests.test_a" name="test_one" time="0.1" />
    <testcase classname="tests.test_a" name="test_two[&lt;3]" time="0.1"><failure message="assert 1 == 2">text</failure></testcase>
    <testcase classname="tests.test_a" name="test_three" time="0.1"><skipped type="pytest.skip" message="no &quot;msr&quot; here">text</skipped></testcase>
    <testcase classname="tests.test_a" name="test_four" time="0.1"><system-out>printed</system-out></testcase>
    <testcase classname="tests.test_b" name="test_five" time="0"><error message="failed on setup">text</error></testcase>
    </testsuite></testsuites>`;

  test('passed, failed, skipped with its reason', () => {
    expect(junitOutcome(xml)).toEqual({
      passed: 2,
      failed: ['tests.test_a test_two[<3]', 'tests.test_b test_five'],
      skipped: [{ name: 'tests.test_a test_three', reason: 'no "msr" here' }],
    });
  });
});

describe('a report of vitest', () => {
  const file = (name: string, status: string, assertions: readonly [string, string][]) => ({
    name,
    status,
    assertionResults: assertions.map(([fullName, of]) => ({ fullName, status: of })),
  });

  test('counts each test, and a file that cannot be loaded as one failure', () => {
    const testResults = [
      file('a.test.ts', 'failed', [
        ['adds', 'passed'],
        ['subtracts', 'failed'],
        ['reads the PMU (none here)', 'skipped'],
      ]),
      file('broken.test.ts', 'failed', []),
      file('b.test.ts', 'passed', [['divides', 'passed']]),
    ];
    expect(vitestOutcome(JSON.stringify({ testResults }))).toEqual({
      passed: 2,
      failed: ['subtracts', 'broken.test.ts'],
      skipped: [{ name: 'reads the PMU (none here)', reason: null }],
    });
  });
});

describe('a tool that fails', () => {
  const passing = verdict('a', true);

  test('without a failed test counts as a failure of its own', () => {
    expect(withStatus(passing, 1, 'vitest').failed).toEqual(['vitest ended with status 1, see above']);
    expect(withStatus(passing, 0, 'vitest')).toEqual(passing);
  });

  test('with a failed test counts once', () => {
    expect(withStatus(verdict('b', false), 1, 'vitest').failed).toEqual(['b']);
  });
});

describe('the last line', () => {
  const line = (outcome: ReturnType<typeof verdict>) => ({
    name: 'unit',
    what: 'tests',
    seconds: 1,
    outcome,
  });

  test('sums all suites', () => {
    const text = summary([
      line(together([verdict('a', true), verdict('b', false)])),
      line(verdict('c', true)),
    ]);
    expect(text.split('\n').at(-1)).toBe('2 passed, 1 failed');
    expect(text).toContain('failed: unit: b');
  });

  test('names what was skipped', () => {
    const text = summary([line({ passed: 3, failed: [], skipped: [{ name: 'd', reason: 'no browser' }] })]);
    expect(text.split('\n').slice(-2)).toEqual([
      'skipped: unit: d (no browser)',
      '3 passed, 0 failed, 1 skipped',
    ]);
  });
});
