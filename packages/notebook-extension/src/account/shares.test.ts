// Whose energy a beat says it is, and the account of it: through other kernels, restarts of the energy server and beats without a split.

import type { Beat } from '@jupyter-energy/contract';
import { describe, expect, test } from 'vitest';
import { isShareState, ShareAccount } from './share-account.ts';
import { isShareId, SHARE_KEYS, shareBeat, shareId, sharesOf } from './shares.ts';

const START = 1_700_000_000_000;

/** 40 W: 10 W of kernel `a`, 5 W of kernel `b`, 4 W of other programs, 21 W idle. */
function beat(seconds: number, { startedAt = START, split = true, kernels = ['a', 'b'] } = {}): Beat {
  const part = (watts: number) => ({ watts, joules: watts * seconds });
  return {
    at: START + seconds * 1_000,
    startedAt,
    total: {
      ...{ basis: 'measured', relativeError: null, joulesBasis: 'measured' },
      ...{ joules: 40 * seconds, coveredSeconds: seconds, watts: 40 },
    },
    nodes: [],
    kernels: kernels.map((id) => ({ id, ...part(id === 'a' ? 10 : 5), coveredSeconds: seconds })),
    split: split ? { kernels: part(15), others: part(4), idle: part(21), undivided: part(0) } : null,
  };
}

describe('the shares of a beat', () => {
  test('seen from a kernel, sum to the computer’s', () => {
    const shares = sharesOf(beat(2), 'a');
    expect(shares?.kernel).toEqual({ watts: 10, joules: 20 });
    expect(shares?.otherKernels).toEqual({ watts: 5, joules: 10 });
    expect(SHARE_KEYS.reduce((sum, key) => sum + (shares?.[key].watts ?? 0), 0)).toBe(40);
  });

  test('a notebook without a kernel uses nothing', () => {
    expect(sharesOf(beat(2), null)?.kernel).toEqual({ watts: 0, joules: 0 });
  });

  test('of a kernel that is not here nothing is claimed', () => {
    expect(sharesOf(beat(2), 'elsewhere')?.kernel.watts).toBeNull();
    expect(sharesOf(beat(2), 'elsewhere')?.otherKernels.watts).toBe(15);
  });

  test('nothing is split, nothing is known', () => {
    expect(sharesOf(beat(2, { split: false }), 'a')).toBeNull();
    expect(shareBeat(beat(2), null).nodes).toEqual([]);
  });

  test('as parts of a history they are told from parts of the computer', () => {
    const { nodes } = shareBeat(beat(2), sharesOf(beat(2), 'a'));
    expect(nodes.map(({ id, watts }) => [id, watts])).toEqual([
      ['split/kernel', 10],
      ['split/otherKernels', 5],
      ['split/others', 4],
      ['split/idle', 21],
      ['split/undivided', 0],
    ]);
    expect(isShareId(shareId('idle'))).toBe(true);
    expect(isShareId('total')).toBe(false);
  });
});

describe('since a notebook was opened', () => {
  test('its kernel’s joules count, and the others’', () => {
    const account = new ShareAccount();
    for (const second of [10, 12, 20]) account.take(beat(second), 'a');
    expect(account.joules).toEqual({ kernel: 100, otherKernels: 50, others: 40, idle: 210, undivided: 0 });
    expect(account.since).toMatchObject({ elapsedSeconds: 10, coveredSeconds: 10, joules: 100 });
  });

  test('another kernel’s earlier joules are none of its own', () => {
    const account = new ShareAccount();
    account.take(beat(10), 'a');
    account.take(beat(20), 'a');
    account.take(beat(21), 'b');
    account.take(beat(31), 'b');
    expect(account.joules?.kernel).toBe(100 + 50);
  });

  test('a kernel that was away for some beats brings its joules back', () => {
    const account = new ShareAccount();
    account.take(beat(10), 'a');
    account.take(beat(12, { kernels: ['b'] }), 'a');
    account.take(beat(20), 'a');
    expect(account.joules).toMatchObject({ kernel: 100, otherKernels: 50 });
  });

  test('an energy server that starts anew counts from 0: all of it is new', () => {
    const account = new ShareAccount();
    account.take(beat(10), 'a');
    account.take(beat(20), 'a');
    account.take({ ...beat(3, { startedAt: START + 30_000 }), at: START + 33_000 }, 'a');
    expect(account.joules?.kernel).toBe(100 + 30);
    // The seconds between are not known.
    expect(account.since).toMatchObject({ elapsedSeconds: 23, coveredSeconds: 10 });
  });

  test('a reload of the page loses nothing', () => {
    const account = new ShareAccount();
    account.take(beat(10), 'a');
    account.take(beat(20), 'a');
    const kept: unknown = JSON.parse(JSON.stringify(account.state));
    expect(isShareState(kept)).toBe(true);
    const again = new ShareAccount(isShareState(kept) ? kept : null);
    again.take(beat(30), 'a');
    expect(again.joules?.kernel).toBe(200);
    expect(again.since).toMatchObject({ elapsedSeconds: 20, coveredSeconds: 20 });
  });

  test('without a split nothing is known, and time without one is a gap', () => {
    const account = new ShareAccount();
    account.take(beat(10, { split: false }), 'a');
    expect(account.joules).toBeNull();
    expect(account.since?.joules).toBeNull();
    account.take(beat(20), 'a');
    account.take(beat(30), 'a');
    expect(account.since).toMatchObject({ elapsedSeconds: 20, coveredSeconds: 10, joules: 100 });
  });
});

test.each([
  null,
  3,
  {},
  { openedAt: 1, at: 2, knownSeconds: 3 },
  { openedAt: 1, at: 2, knownSeconds: 3, totals: {} },
])('what somebody else kept (%j) is not used', (kept) => expect(isShareState(kept)).toBe(false));
