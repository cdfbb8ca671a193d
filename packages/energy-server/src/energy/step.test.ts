// Steps as such, whatever a counter says.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { counter } from './channel.fixture.ts';
import { CounterMeter } from './counter-meter.ts';

describe('steps of a counter', () => {
  test('join without overlap and are never negative', () => {
    const said = fc.tuple(
      fc.integer({ min: -50, max: 5000 }),
      fc.oneof(fc.double(), fc.double({ min: 0, max: 1000 })),
    );
    fc.assert(
      fc.property(
        fc.array(said),
        fc.option(fc.double({ min: 1, max: 1000, noNaN: true })),
        (all, wrapsAt) => {
          const channel = counter({ wrapsAt });
          const meter = new CounterMeter(channel);
          let ms = 0;
          let newestMs = Number.NaN;
          for (const [elapsedMs, joules] of all) {
            ms += elapsedMs;
            const step = meter.take(channel.says(ms / 1000, joules));
            if (step === null) continue;
            if (!Number.isNaN(newestMs)) expect(step.fromMs).toBe(newestMs);
            newestMs = step.toMs;
            expect(step.joules).toBeGreaterThanOrEqual(0);
            expect([0, step.toMs - step.fromMs]).toContain(step.coveredMs);
          }
        },
      ),
    );
  });
});
