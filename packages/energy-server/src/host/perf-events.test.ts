// The system call itself, on the kernel that runs the tests.

import { describe, expect, test } from 'vitest';
import { HostError } from './host.ts';
import { createPerfEvents, encodeAttr } from './perf-events.ts';

/** PERF_TYPE_SOFTWARE and PERF_COUNT_SW_CPU_CLOCK (linux/perf_event.h): nanoseconds, on every kernel. */
const SOFTWARE = 1;
const CPU_CLOCK = 0;

function refusal(): string | null {
  try {
    createPerfEvents().open(SOFTWARE, CPU_CLOCK, 0)[Symbol.dispose]();
    return null;
  } catch (error) {
    if (error instanceof HostError) return error.code;
    throw error;
  }
}

test('encodes perf_event_attr as the kernel lays it out', () => {
  const attr = encodeAttr(23, 2);
  expect(attr.toString('hex')).toBe(`17000000${'40000000'}0200000000000000${'00'.repeat(48)}`);
});

const refused = refusal();
describe.skipIf(refused !== null)(`on this kernel${refused === null ? '' : ` (skipped: ${refused})`}`, () => {
  test('counts upwards', () => {
    using counter = createPerfEvents().open(SOFTWARE, CPU_CLOCK, 0);
    const first = counter.read();
    const until = performance.now() + 5;
    while (performance.now() < until);
    expect(counter.read() - first).toBeGreaterThanOrEqual(5e6);
  });

  test('names the errno of a refusal', () => {
    const open = (type: number, cpu: number) => () => createPerfEvents().open(type, CPU_CLOCK, cpu);
    expect(open(99_999, 0)).toThrow(/^ENOENT: perf_event_open\(type 99999/);
    expect(open(SOFTWARE, 999_999)).toThrow(/^(EINVAL|ENODEV): /);
  });

  test('fails after disposal, which may be done twice', () => {
    const counter = createPerfEvents().open(SOFTWARE, CPU_CLOCK, 0);
    counter[Symbol.dispose]();
    counter[Symbol.dispose]();
    expect(() => counter.read()).toThrow(/^EBADF/);
  });
});
