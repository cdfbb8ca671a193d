// A meter in the background: asked at its pace, forgiven a lost answer, given up for good reasons only.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { pass, TimerClock } from '../../test/fakes/timer-clock.ts';
import type { GaugeChannel } from '../energy/channel.ts';
import type { Reading } from '../energy/reading.ts';
import { Freshness } from './freshness.ts';
import { longestGapMs, openPolled, type PolledMeter } from './polled-source.ts';
import { SourceError } from './source.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const channel: GaugeChannel = {
  kind: 'gauge',
  id: 'meter:1',
  label: 'Meter',
  domain: 'machine',
  basis: 'measured',
  relativeError: null,
  maxGapMs: 3000,
};

/** A meter of 10 W that does what its script says, answer by answer; `null` is a good answer. */
class ScriptedMeter implements PolledMeter {
  readonly channels = [channel];
  readonly notes: readonly string[] = [];
  readonly notCovered: readonly string[] = [];
  readonly everyMs = 1000;
  readonly clock = new TimerClock();
  asked = 0;
  closed = 0;
  answer: (signal: AbortSignal) => Promise<void> = async () => {};

  async ask(signal: AbortSignal): Promise<readonly Reading[]> {
    this.asked += 1;
    await this.answer(signal);
    return [{ kind: 'gauge', channel: channel.id, at: this.clock.now(), watts: 10 }];
  }

  close(): void {
    this.closed += 1;
  }
}

const failing = (recovery: 'retry' | 'give-up') => async () => {
  throw new SourceError('it does not answer', recovery, { text: 'Look after it.', command: null });
};

describe('a polled source', () => {
  test('hands over what arrived since the last read, stamped when it arrived', async () => {
    const meter = new ScriptedMeter();
    await using source = await openPolled(meter);
    await pass(2500);
    expect((await source.read()).map(({ at }) => at.timelineMs)).toEqual([0, 1000, 2000]);
    expect(await source.read()).toEqual([]);
  });

  test('is not opened while the meter does not answer, and is let go', async () => {
    const meter = new ScriptedMeter();
    meter.answer = failing('retry');
    await expect(openPolled(meter)).rejects.toThrow('does not answer');
    expect(meter.closed).toBe(1);
  });

  test('has one question under way, however long the answer takes, and reads do not wait for it', async () => {
    const meter = new ScriptedMeter();
    await using source = await openPolled(meter);
    await source.read();
    let answer = () => {};
    meter.answer = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    await pass(60_000);
    expect([meter.asked, source.read()]).toEqual([2, []]);
    answer();
    await pass(0);
    expect(source.read()).toHaveLength(1);
  });

  test('two lost answers are a gap, a third is the end', async () => {
    const meter = new ScriptedMeter();
    await using source = await openPolled(meter);
    await source.read();
    meter.answer = failing('retry');
    await pass(2000);
    expect(source.read()).toEqual([]);
    meter.answer = async () => {};
    await pass(1000);
    expect(source.read()).toHaveLength(1);
    meter.answer = failing('retry');
    await pass(3000);
    expect(() => source.read()).toThrow(expect.objectContaining({ recovery: 'reopen' }));
    const { asked } = meter;
    await pass(60_000);
    expect(meter.asked).toBe(asked);
  });

  test('what is not to be tried again ends at once', async () => {
    const meter = new ScriptedMeter();
    await using source = await openPolled(meter);
    await source.read();
    meter.answer = failing('give-up');
    await pass(1000);
    expect(() => source.read()).toThrow(expect.objectContaining({ recovery: 'give-up' }));
  });

  test('disposing aborts the question that is under way, and closes once', async () => {
    const meter = new ScriptedMeter();
    const source = await openPolled(meter);
    let aborted = false;
    meter.answer = (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason);
        });
      });
    await pass(1000);
    await source[Symbol.asyncDispose]();
    await source[Symbol.asyncDispose]();
    await pass(10_000);
    expect([aborted, meter.closed, meter.asked]).toEqual([true, 1, 2]);
  });
});

test('a gap spans one lost answer, never less than three seconds', () => {
  expect([500, 1000, 5000].map(longestGapMs)).toEqual([3000, 3000, 12_500]);
});

test('P14: a stamp that stands still is news for three seconds', () => {
  const freshness = new Freshness();
  const told = [0, 1000, 3000, 3001, 60_000].map((ms) => freshness.accepts('12:00:00', ms));
  expect(told).toEqual([true, true, true, false, false]);
  expect(freshness.accepts('12:01:01', 61_000)).toBe(true);
});
