// A made-up record: what a computer with a graphics card may use in a year, under a made-up mix. Simulated, and says so.

import type {
  Carbon,
  Energy,
  EnergyBucket,
  EnergySplit,
  Fuel,
  Grid,
  GridBucket,
  GridLive,
  GridPlace,
  GridPlaces,
  GridShares,
} from '@jupyter-energy/contract';

const QUARTER = 900_000;
const HOUR = 4 * QUARTER;
const DAY = 24 * HOUR;
/** So long there has been live data; before that the average of a year stands. */
const LIVE_DAYS = 40;

/** gCO2e per kWh, over the life cycle (IPCC AR5, as the project's own table). */
const factors = { wind: 11, solar: 45, nuclear: 12, gas: 490, coal: 820 } as const;
const yearly = { wind: 0.3, solar: 0.15, nuclear: 0.05, gas: 0.2, coal: 0.3 } as const;
type Mix = Record<keyof typeof factors, number>;

/** Columns of sums up to each quarter hour. */
const columns = [
  ...['seconds', 'processor', 'memory', 'gpu', 'kernel', 'otherKernels', 'others', 'idle'],
  ...['grams', 'kernelGrams', 'renewable', 'lowCarbon'],
] as const;
type Row = Record<(typeof columns)[number], number>;

export class MadeUpRecord {
  readonly begins: number;
  readonly #now: () => number;
  readonly #sums: Row[] = [];
  place: GridPlace;
  live: GridLive;

  /** `days` long, up to `now`. */
  constructor(days: number, now: () => number) {
    this.#now = now;
    this.begins = Math.floor((now() - days * DAY) / QUARTER) * QUARTER;
    this.place = {
      country: 'DE',
      zone: null,
      name: 'Germany',
      chosenBy: 'time zone',
      timeZone: 'Europe/Berlin',
      candidates: ['DE'],
      mayChange: true,
    };
    this.live = {
      on: true,
      provider: { id: 'made-up', name: 'A made-up provider' },
      state: 'current',
      reason: null,
      newestAt: Math.floor(now() / QUARTER) * QUARTER,
    };
  }

  energy(from: number, to: number, stepMs: number | null, kernel: string | null): Energy {
    const step = stepMs ?? to - from;
    const buckets: EnergyBucket[] = [];
    for (let start = from; start < to; start += step) {
      const end = Math.min(start + step, to);
      buckets.push(this.#bucket(start, end, kernel));
    }
    return { buckets };
  }

  grid(from: number, to: number, stepMs: number): Grid {
    const buckets: GridBucket[] = [];
    for (let start = from; start < to; start += stepMs)
      buckets.push(this.#gridBucket(start, Math.min(start + stepMs, to)));
    return {
      place: this.place,
      live: this.live,
      attributions: ['Made-up mix: simulated, of no grid.'],
      buckets,
    };
  }

  places(): GridPlaces {
    return {
      places: [
        { country: 'DE', name: 'Germany', zones: [] },
        {
          country: 'DK',
          name: 'Denmark',
          zones: [
            { id: 'DK1', name: 'West Denmark' },
            { id: 'DK2', name: 'East Denmark' },
          ],
        },
        { country: 'FR', name: 'France', zones: [] },
        { country: 'US', name: 'United States', zones: [] },
        { country: 'world', name: 'World', zones: [] },
      ],
    };
  }

  #bucket(from: number, to: number, kernel: string | null): EnergyBucket {
    const row = difference(this.#sumUpTo(from), this.#sumUpTo(to));
    const joules = row.processor + row.memory + row.gpu;
    if (row.seconds <= 0) return { from, to, total: null, parts: [], split: null, carbon: null };
    const basis = 'measured' as const;
    const part = (id: string, label: string, value: number) => ({
      ...{ id, parent: null, label, rest: false, basis, joules: value, coveredSeconds: row.seconds },
    });
    const seen = kernel !== null;
    const split: EnergySplit = {
      kernel: seen ? row.kernel : 0,
      otherKernels: row.otherKernels + (seen ? 0 : row.kernel),
      others: row.others,
      idle: row.idle,
      undivided: 0,
    };
    return {
      from,
      to,
      total: { basis, relativeError: null, joules, coveredSeconds: row.seconds },
      parts: [
        part('machine/platform/cpu-0', 'Processor 0', row.processor),
        part('machine/platform/memory-0', 'Memory 0', row.memory),
        part('machine/gpu-made-up', 'Made-up GPU', row.gpu),
      ],
      split,
      carbon: this.#carbon(row, joules, seen, to),
    };
  }

  #carbon(row: Row, joules: number, seen: boolean, to: number): Carbon | null {
    if (this.place.country === null) return null;
    return {
      grams: row.grams,
      kernelGrams: seen ? row.kernelGrams : null,
      knownJoules: joules,
      mixJoules: joules,
      renewableJoules: row.renewable,
      lowCarbonJoules: row.lowCarbon,
      kinds: [this.#isLive(to) ? 'live' : 'yearly'],
      factors: ['life-cycle'],
    };
  }

  #gridBucket(from: number, to: number): GridBucket {
    const known = this.place.country !== null;
    const mixes: Mix[] = [];
    for (let at = from; at < to; at += Math.max(QUARTER, (to - from) / 96)) mixes.push(this.#mixAt(at));
    const mean = (fuel: keyof Mix) => mixes.reduce((sum, mix) => sum + mix[fuel], 0) / mixes.length;
    const mix: Mix = {
      wind: mean('wind'),
      solar: mean('solar'),
      nuclear: mean('nuclear'),
      gas: mean('gas'),
      coal: mean('coal'),
    };
    const isLive = this.#isLive(to);
    return {
      from,
      to,
      kind: !known ? 'none' : isLive ? 'live' : 'yearly',
      provider: known ? 'made-up' : null,
      year: known && !isLive ? 2025 : null,
      asOf: null,
      shares: known ? sharesOf(mix) : null,
      fuels: known ? fuelsOf(mix) : [],
      gramsPerKwh: known ? gramsOf(mix) : null,
      method: known ? (isLive ? 'computed' : 'published') : null,
      factors: known ? 'life-cycle' : null,
    };
  }

  #isLive(at: number): boolean {
    return this.live.on && at > this.#now() - LIVE_DAYS * DAY;
  }

  #mixAt(at: number): Mix {
    return this.#isLive(at + QUARTER) ? liveMix(at) : yearly;
  }

  /** The sums from the begin of the record up to a moment; within a quarter hour they grow evenly. */
  #sumUpTo(at: number): Row {
    const moment = Math.min(Math.max(at, this.begins), this.#now());
    const index = Math.floor((moment - this.begins) / QUARTER);
    while (this.#sums.length <= index + 1) {
      const last = this.#sums.at(-1);
      if (last === undefined) this.#sums.push(zero());
      else this.#sums.push(added(last, this.#quarter(this.begins + (this.#sums.length - 1) * QUARTER), 1));
    }
    const before = this.#sums[index] ?? zero();
    const after = this.#sums[index + 1] ?? before;
    return added(before, difference(before, after), (moment - this.begins) / QUARTER - index);
  }

  #quarter(at: number): Row {
    const hour = (at / HOUR) % 24;
    const day = Math.floor(at / DAY);
    const weekend = day % 7 === 2 || day % 7 === 3;
    // Off at night, and on most days without work; on while somebody looks.
    const isOn = at > this.#now() - 5 * HOUR;
    if (!isOn && (hour < 6.5 || hour > 20.5 || (weekend && noise(day) < 0.7))) return zero();
    const work = hour > 8 && hour < 17 && !weekend ? 0.3 + 0.7 * noise(Math.floor(at / HOUR)) : 0.1;
    const training = noise(day + 0.5) > 0.6 && hour > 10 && hour < 15;
    const processor = (9 + 30 * work) * 900;
    const memory = (2 + 2 * work) * 900;
    const gpu = (training ? 140 + 30 * noise(at / QUARTER) : 12) * 900;
    const joules = processor + memory + gpu;
    const idle = 23 * 900;
    const busy = joules - idle;
    const kernel = busy * (training ? 0.8 : 0.3);
    const mix = this.#mixAt(at);
    const kwh = joules / 3_600_000;
    return {
      seconds: 900,
      processor,
      memory,
      gpu,
      kernel,
      otherKernels: busy * 0.08,
      others: busy * 0.92 - kernel,
      idle,
      grams: kwh * gramsOf(mix),
      kernelGrams: (kernel / 3_600_000) * gramsOf(mix),
      renewable: joules * (mix.wind + mix.solar),
      lowCarbon: joules * (mix.wind + mix.solar + mix.nuclear),
    };
  }
}

/** Sun by day, wind that comes and goes, gas and coal for the rest. */
function liveMix(at: number): Mix {
  const hour = (at / HOUR) % 24;
  const solar = 0.45 * Math.max(0, Math.sin(((hour - 5.5) / 13) * Math.PI));
  const wind = 0.12 + 0.3 * (0.5 + 0.5 * Math.sin(at / DAY / 0.7)) * (0.6 + 0.4 * Math.sin(at / DAY / 0.23));
  const rest = 1 - solar - wind - 0.06;
  return { wind, solar, nuclear: 0.06, gas: rest * 0.45, coal: rest * 0.55 };
}

function sharesOf(mix: Mix): GridShares {
  const renewable = mix.wind + mix.solar;
  const nonRenewable = mix.gas + mix.coal;
  const unknown = Math.max(0, 1 - renewable - mix.nuclear - nonRenewable);
  return { renewable, nuclear: mix.nuclear, nonRenewable, storage: 0, unknown };
}

function fuelsOf(mix: Mix): { fuel: Fuel; share: number }[] {
  return Object.entries(mix)
    .map(([fuel, share]) => ({ fuel: fuel as Fuel, share }))
    .sort((a, b) => b.share - a.share);
}

function gramsOf(mix: Mix): number {
  return Object.entries(factors).reduce((sum, [fuel, grams]) => sum + grams * mix[fuel as keyof Mix], 0);
}

/** The same every time: from 0 to 1 by a number. */
function noise(seed: number): number {
  const value = Math.sin(seed * 127.1 + 11.7) * 43_758.5453;
  return value - Math.floor(value);
}

function zero(): Row {
  return Object.fromEntries(columns.map((column) => [column, 0])) as Row;
}

function added(row: Row, other: Row, times: number): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column] + other[column] * times])) as Row;
}

function difference(before: Row, after: Row): Row {
  return Object.fromEntries(columns.map((column) => [column, after[column] - before[column]])) as Row;
}
