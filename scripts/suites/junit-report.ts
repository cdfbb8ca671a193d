// Reads the numbers out of a JUnit report, which pytest writes.

import type { Outcome, Skipped } from './outcome.ts';

const testCase = /<testcase ([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g;
const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

/** The outcome that a report tells. A test with both a failure and an error at its end counts once. */
export function junitOutcome(xml: string): Outcome {
  let passed = 0;
  const failed: string[] = [];
  const skipped: Skipped[] = [];
  for (const [, attributes = '', inside = ''] of xml.matchAll(testCase)) {
    const name = `${attribute(attributes, 'classname')} ${attribute(attributes, 'name')}`;
    const skip = /<skipped([^>]*)>/.exec(inside)?.[1];
    if (/<(failure|error)[ >]/.test(inside)) failed.push(name);
    else if (skip !== undefined) skipped.push({ name, reason: attribute(skip, 'message') });
    else passed += 1;
  }
  return { passed, failed, skipped };
}

function attribute(attributes: string, name: string): string {
  const text = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (entity) => entities[entity] ?? entity);
}
