// The account since a notebook was opened: through reloads, restarts of the energy server, gaps and closings.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gapSeconds, type Keep, Openings } from './openings.ts';

function pageKeep(text: string | null = null): Keep & { text: string | null } {
  return {
    text,
    read() {
      return this.text;
    },
    write(written) {
      this.text = written;
    },
  };
}

const START = 1_700_000_000_000;

function beat(
  seconds: number,
  joules: number | null,
  { startedAt = START, covered = seconds, basis = 'measured' as 'measured' | 'estimated' } = {},
) {
  const total = {
    basis,
    relativeError: null,
    joules: joules ?? 0,
    joulesBasis: basis,
    coveredSeconds: covered,
    watts: null,
  };
  return { at: START + seconds * 1000, startedAt, total: joules === null ? null : total };
}

describe('one notebook', () => {
  test('knows nothing before the first beat', () => {
    const openings = new Openings(pageKeep());
    openings.opened('a.ipynb');
    expect(openings.since('a.ipynb')).toBeNull();
  });

  test('counts from the first beat after it was opened', () => {
    const openings = new Openings(pageKeep());
    openings.take(beat(10, 100));
    openings.opened('a.ipynb');
    openings.take(beat(12, 130));
    openings.take(beat(20, 250));
    expect(openings.since('a.ipynb')).toEqual({
      openedAt: START + 12_000,
      elapsedSeconds: 8,
      coveredSeconds: 8,
      joules: 120,
      estimated: false,
    });
  });

  test('missed beats lose nothing', () => {
    const openings = new Openings(pageKeep());
    openings.opened('a.ipynb');
    openings.take(beat(0, 5));
    openings.take(beat(3600, 36_005));
    expect(openings.since('a.ipynb')?.joules).toBe(36_000);
  });

  test('is unknown, not zero, while nothing can be read', () => {
    const openings = new Openings(pageKeep());
    openings.opened('a.ipynb');
    openings.take(beat(0, null));
    openings.take(beat(60, null));
    expect(openings.since('a.ipynb')?.joules).toBeNull();
  });

  test('says which part of the time is not known', () => {
    const openings = new Openings(pageKeep());
    openings.opened('a.ipynb');
    openings.take(beat(0, 0));
    openings.take(beat(100, 500, { covered: 40 }));
    const since = openings.since('a.ipynb');
    expect(since && gapSeconds(since)).toBe(60);
  });

  test('readings that have only not settled yet are no gap', () => {
    const openings = new Openings(pageKeep());
    openings.opened('a.ipynb');
    openings.take(beat(0, 0));
    openings.take(beat(100, 500, { covered: 98 }));
    const since = openings.since('a.ipynb');
    expect(since && gapSeconds(since)).toBe(0);
  });

  test('is estimated as soon as a part of it is', () => {
    const openings = new Openings(pageKeep());
    openings.opened('a.ipynb');
    openings.take(beat(0, 0));
    openings.take(beat(1, 10, { basis: 'estimated' }));
    openings.take(beat(2, 30));
    openings.opened('later.ipynb');
    openings.take(beat(3, 40));
    openings.take(beat(4, 50));
    expect(openings.since('a.ipynb')?.estimated).toBe(true);
    expect(openings.since('later.ipynb')?.estimated).toBe(false);
  });
});

describe('what happens around it', () => {
  test('a reload goes on', () => {
    const keep = pageKeep();
    const before = new Openings(keep);
    before.opened('a.ipynb');
    before.take(beat(0, 100));
    before.take(beat(1, 110));
    const after = new Openings(keep);
    after.opened('a.ipynb');
    after.take(beat(30, 400));
    expect(after.since('a.ipynb')).toMatchObject({ openedAt: START, joules: 300, elapsedSeconds: 30 });
  });

  test('a restart of the energy server goes on, without its unseen seconds', () => {
    const openings = new Openings(pageKeep());
    openings.opened('a.ipynb');
    openings.take(beat(0, 100));
    openings.take(beat(10, 200));
    openings.take(beat(60, 50, { startedAt: START + 50_000, covered: 10 }));
    const since = openings.since('a.ipynb');
    expect(since).toMatchObject({ joules: 150, coveredSeconds: 20 });
    expect(since && gapSeconds(since)).toBe(40);
  });

  test('a restart during a reload goes on too', () => {
    const keep = pageKeep();
    const before = new Openings(keep);
    before.opened('a.ipynb');
    before.take(beat(0, 100));
    before.take(beat(10, 200));
    before.save();
    const after = new Openings(keep);
    after.take(beat(60, 50, { startedAt: START + 50_000, covered: 10 }));
    expect(after.since('a.ipynb')?.joules).toBe(150);
  });

  test('closed and opened again it begins anew', () => {
    const openings = new Openings(pageKeep());
    openings.opened('a.ipynb');
    openings.take(beat(0, 0));
    openings.take(beat(10, 100));
    openings.closed('a.ipynb');
    expect(openings.since('a.ipynb')).toBeNull();
    openings.opened('a.ipynb');
    openings.take(beat(20, 200));
    expect(openings.since('a.ipynb')?.joules).toBe(0);
  });

  test('renamed it goes on, before and after the first beat', () => {
    const openings = new Openings(pageKeep());
    openings.opened('a.ipynb');
    openings.renamed('a.ipynb', 'b.ipynb');
    openings.take(beat(0, 0));
    openings.renamed('b.ipynb', 'c.ipynb');
    openings.take(beat(10, 100));
    expect(openings.since('c.ipynb')?.joules).toBe(100);
    expect(openings.since('a.ipynb')).toBeNull();
  });

  test.each([['not JSON'], ['{}'], ['7'], ['{"total":{}}']])(
    'kept text that is not ours is passed over: %s',
    (text) => {
      const openings = new Openings(pageKeep(text));
      openings.opened('a.ipynb');
      openings.take(beat(0, 1));
      expect(openings.since('a.ipynb')?.joules).toBe(0);
    },
  );
});

test('whatever the server does, the account never shrinks and holds each life’s growth', () => {
  const life = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(life, { minLength: 1, maxLength: 5 }), (lives) => {
      const openings = new Openings(pageKeep());
      openings.opened('a.ipynb');
      let expected = 0;
      let seconds = 0;
      let shown = 0;
      for (const [n, steps] of lives.entries()) {
        let joules = 0;
        for (const [i, step] of steps.entries()) {
          joules += step;
          // Of the first life, what lay before the first beat is not the notebook's.
          if (n > 0 || i > 0) expected += step;
          seconds += 1;
          openings.take(beat(seconds, joules, { startedAt: START + n }));
          const now = openings.since('a.ipynb')?.joules ?? Number.NaN;
          expect(now).toBeGreaterThanOrEqual(shown);
          shown = now;
        }
      }
      expect(shown).toBeCloseTo(expected, 3);
    }),
  );
});
