// A day worked out by hand, in quarter hours: energy, mix and what comes of them. For several tests.

import type { Carbon, EnergyBucket, Grid, GridBucket } from '@jupyter-energy/contract';

const QUARTER = 900_000;

/** Joules of a quarter hour, under a mix of so much renewable and low-carbon electricity of so many gCO2e per kWh. */
export function quarter(
  i: number,
  joules: number,
  mix: { renewable: number; lowCarbon: number; gramsPerKwh: number } | null,
  kernelJoules: number | null = null,
): EnergyBucket {
  const kwh = (of: number) => of / 3_600_000;
  const carbon: Carbon | null = mix && {
    grams: kwh(joules) * mix.gramsPerKwh,
    kernelGrams: kernelJoules === null ? null : kwh(kernelJoules) * mix.gramsPerKwh,
    knownJoules: joules,
    mixJoules: joules,
    renewableJoules: joules * mix.renewable,
    lowCarbonJoules: joules * mix.lowCarbon,
    kinds: [mix.gramsPerKwh === 400 ? 'yearly' : 'live'],
    factors: ['life-cycle'],
  };
  return {
    from: i * QUARTER,
    to: (i + 1) * QUARTER,
    total: { basis: 'measured', relativeError: null, joules, coveredSeconds: 900 },
    parts: [],
    split: null,
    carbon,
  };
}

/**
 * 40 quarters of 36 kJ at night (30 % wind, 10 % nuclear, 400 g): 0.4 kWh, 160 g, 0.12 kWh renewable, 0.16 low-carbon.
 * 16 quarters of 90 kJ at noon (75 % sun, 5 % nuclear, 100 g): 0.4 kWh, 40 g, 0.30 kWh renewable, 0.32 low-carbon.
 * 40 quarters of 18 kJ of which nobody knows the mix: 0.2 kWh.
 */
export const day = Array.from({ length: 96 }, (_, i) => {
  if (i < 40) return quarter(i, 36_000, { renewable: 0.3, lowCarbon: 0.4, gramsPerKwh: 400 }, 9_000);
  if (i < 56) return quarter(i, 90_000, { renewable: 0.75, lowCarbon: 0.8, gramsPerKwh: 100 });
  return quarter(i, 18_000, null);
});

/** The mix behind it: the average of 2025 for the first 40 quarters, then live, then unknown. */
export function mixOf(bar: number): GridBucket {
  const span = { from: bar * QUARTER, to: (bar + 1) * QUARTER };
  if (bar >= 56) {
    return {
      ...span,
      ...{ kind: 'none', provider: null, year: null, asOf: null, shares: null, fuels: [] },
      ...{ gramsPerKwh: null, method: null, factors: null },
    };
  }
  const isNight = bar < 40;
  return {
    ...span,
    kind: isNight ? 'yearly' : 'live',
    provider: 'by hand',
    year: isNight ? 2025 : null,
    asOf: null,
    shares: isNight
      ? { renewable: 0.3, nuclear: 0.1, nonRenewable: 0.55, storage: 0.05, unknown: 0 }
      : { renewable: 0.75, nuclear: 0.05, nonRenewable: 0.2, storage: 0, unknown: 0 },
    fuels: isNight ? [{ fuel: 'coal', share: 0.55 }] : [{ fuel: 'solar', share: 0.75 }],
    gramsPerKwh: isNight ? 400 : 100,
    method: isNight ? 'published' : 'computed',
    factors: 'life-cycle',
  };
}

export const standing: Pick<Grid, 'place' | 'live' | 'attributions'> = {
  place: {
    country: 'DE',
    zone: null,
    name: 'Germany',
    chosenBy: 'time zone',
    timeZone: 'Europe/Berlin',
    candidates: ['DE'],
    mayChange: true,
  },
  live: { on: false, provider: null, state: 'off', reason: null, newestAt: null },
  attributions: ['Worked out by hand, "for a test"'],
};
