// What button and popup say first, of the computer and of this notebook's share of it.

import type { Beat } from '@jupyter-energy/contract';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, test } from 'vitest';
import { ShareAccount } from '../account/share-account.ts';
import { sharesOf } from '../account/shares.ts';
import type { IEnergyService } from '../tokens.ts';
import { Format } from './format.ts';
import { headlineOf } from './headline.ts';
import { subjectOf } from './subject.ts';

const language = { trans: nullTranslator.load('jupyter_energy'), format: new Format('en') };
const START = 1_700_000_000_000;

/** 40 W, of which 10 W are of the kernel `a`. */
function beat(seconds: number, { split = true, watts = 40 as number | null } = {}): Beat {
  const part = (power: number) => ({ watts: power, joules: power * seconds });
  return {
    at: START + seconds * 1_000,
    startedAt: START,
    total: {
      ...{ basis: 'estimated', relativeError: 0.2, joulesBasis: 'estimated' },
      ...{ joules: 40 * seconds, coveredSeconds: seconds, watts },
    },
    nodes: [],
    kernels: [{ id: 'a', ...part(10), coveredSeconds: seconds }],
    split: split ? { kernels: part(10), others: part(10), idle: part(20), undivided: part(0) } : null,
  };
}

/** After two beats that lie ten seconds apart. */
function headline(scope: 'computer' | 'notebook', kernel: string | null, last = beat(20)) {
  const account = new ShareAccount();
  account.take(beat(10), kernel);
  account.take(last, kernel);
  const service: Pick<IEnergyService, 'beat' | 'status' | 'connection' | 'now'> = {
    beat: last,
    status: null,
    connection: { kind: 'live' },
    now: () => last.at,
  };
  const since = {
    ...{ openedAt: START, elapsedSeconds: 10, coveredSeconds: 10, joules: 400, estimated: true },
  };
  const notebook = { since, shares: sharesOf(last, kernel), account };
  const whole = service as IEnergyService;
  const { power, energy, basis, unknownBecause } = headlineOf(
    whole,
    subjectOf(scope, whole, notebook),
    'J',
    language,
  );
  const plain = (text: string) => text.replaceAll('\u00A0', ' ');
  return {
    power: plain(power.written),
    energy: plain(energy.written),
    basis: plain(basis),
    unknownBecause,
  };
}

test('the computer: all of it, by the basis of the total', () => {
  expect(headline('computer', 'a')).toEqual({
    power: '≈ 40.0 W',
    energy: '≈ 400 J',
    basis: 'estimated, ± 20 %',
    unknownBecause: null,
  });
});

test('this notebook: its share, and both that it is estimated and that it is a share', () => {
  expect(headline('notebook', 'a')).toEqual({
    power: '≈ 10.0 W',
    energy: '≈ 100 J',
    basis: 'estimated, ± 20 %, attributed',
    unknownBecause: null,
  });
});

test('a notebook without a kernel uses nothing', () => {
  expect(headline('notebook', null)).toMatchObject({ power: '≈ 0 W', unknownBecause: null });
});

describe('what is not known of a notebook is said, with the reason', () => {
  test('while nothing is divided', () => {
    const { power, unknownBecause } = headline('notebook', 'a', beat(20, { split: false }));
    expect(power).toBe('unknown');
    expect(unknownBecause).toMatch(/still being learnt/);
  });

  test('of a kernel that is not here', () => {
    expect(headline('notebook', 'elsewhere').unknownBecause).toMatch(/not among those/);
  });

  test('where not even the computer’s power is known', () => {
    expect(headline('notebook', 'a', beat(20, { split: false, watts: null })).unknownBecause).toMatch(
      /No power is known/,
    );
  });
});
