// How electricity was generated, where this computer stands. Times are UnixMs, shares 0 to 1, intensity gCO2e per kWh.

import * as z from 'zod/mini';

const share = z.number().check(z.gte(0), z.lte(1));
const positive = z.number().check(z.nonnegative());
const unixMs = z.number();

/** What electricity is made from. */
export const Fuel = z.enum([
  'coal',
  'lignite',
  'gas',
  'oil',
  'biomass',
  'waste',
  'nuclear',
  'hydro',
  'wind',
  'solar',
  'geothermal',
  'marine',
  'other renewable',
  'storage',
  'other',
]);
export type Fuel = z.infer<typeof Fuel>;

/** The bands of the chart; they sum to 1. Nuclear is not renewable, and is a band of its own since it is low-carbon. */
export const GridShares = z.strictObject({
  renewable: share,
  nuclear: share,
  /** Without nuclear. */
  nonRenewable: share,
  storage: share,
  unknown: share,
});
export type GridShares = z.infer<typeof GridShares>;

/**
 * `live`: told for this span; `cached`: the newest that is known, for a span of which nothing is told yet; `yearly`: the country's
 * average of a year; `world`: the world's average, only where somebody chose it; `none`: unknown.
 */
export const GridKind = z.enum(['live', 'cached', 'yearly', 'world', 'none']);
export type GridKind = z.infer<typeof GridKind>;

/** What an intensity counts: building, fuel supply and running of the plants, or what leaves the chimney alone. */
export const EmissionFactors = z.enum(['life-cycle', 'direct']);
export type EmissionFactors = z.infer<typeof EmissionFactors>;

/** A span of time; where it is longer than a quarter-hour, of the kind, place and provider that most of it has, as their mean over time. */
export const GridBucket = z.strictObject({
  from: unixMs,
  to: unixMs,
  kind: GridKind,
  /** The id of who told of it; null for `none`. */
  provider: z.nullable(z.string()),
  /** Of `yearly` and `world`; and of the intensity alone where too much of a live mix is unknown to compute it. */
  year: z.nullable(z.int()),
  /** Of `live` and `cached`: the end of the newest span that it is from. */
  asOf: z.nullable(unixMs),
  shares: z.nullable(GridShares),
  /** The largest share first. */
  fuels: z.array(z.strictObject({ fuel: Fuel, share })),
  /** Average, never marginal; null where unknown. */
  gramsPerKwh: z.nullable(positive),
  /** `published` by the provider, or `computed` from the mix by us. */
  method: z.nullable(z.enum(['published', 'computed'])),
  factors: z.nullable(EmissionFactors),
});
export type GridBucket = z.infer<typeof GridBucket>;

/** Where the computer stands, as far as the mix depends on it. */
export const GridPlace = z.strictObject({
  /** ISO 3166-1 alpha-2, or `world` where the world's average was chosen; null while unknown. */
  country: z.nullable(z.string()),
  /** A part of the country with a mix of its own, as `DK1`. */
  zone: z.nullable(z.string()),
  /** In English. */
  name: z.nullable(z.string()),
  chosenBy: z.enum(['settings', 'user', 'time zone', 'browser', 'nobody']),
  timeZone: z.nullable(z.string()),
  /** Where the time zone leaves a choice: the countries that it may be. */
  candidates: z.array(z.string()),
  /** Whether the asker may change it with `PUT /v1/grid/choice`. */
  mayChange: z.boolean(),
});
export type GridPlace = z.infer<typeof GridPlace>;

export const GridLive = z.strictObject({
  /** The switch: nothing is asked of the network while it is off. */
  on: z.boolean(),
  /** Who is asked, or would be; null where nobody serves this place. */
  provider: z.nullable(z.strictObject({ id: z.string(), name: z.string() })),
  state: z.enum(['off', 'waiting', 'current', 'stale', 'failing']),
  /** Why it is stale or failing, or cannot be switched on. */
  reason: z.nullable(z.string()),
  newestAt: z.nullable(unixMs),
});
export type GridLive = z.infer<typeof GridLive>;

/** `GET /v1/grid?from=&to=&step=`. */
export const Grid = z.strictObject({
  place: GridPlace,
  live: GridLive,
  /** To be shown where the data are: one sentence for each provider that appears in the buckets, as its licence wants it. */
  attributions: z.array(z.string()),
  buckets: z.array(GridBucket),
});
export type Grid = z.infer<typeof Grid>;

/** `GET /v1/grid/places`: what can be chosen. */
export const GridPlaces = z.strictObject({
  places: z.array(
    z.strictObject({
      country: z.string(),
      name: z.string(),
      zones: z.array(z.strictObject({ id: z.string(), name: z.string() })),
    }),
  ),
});
export type GridPlaces = z.infer<typeof GridPlaces>;

/** The body of `PUT /v1/grid/choice`; what is left out stays as it is, null goes back to what is found by itself. */
export const GridChoice = z.strictObject({
  country: z.optional(z.nullable(z.string().check(z.regex(/^([A-Z]{2}|world)$/)))),
  zone: z.optional(z.nullable(z.string().check(z.maxLength(40)))),
  live: z.optional(z.boolean()),
  /** The page's own time zone, instead of a country: a proposal, taken only while nobody knows the country. */
  timeZone: z.optional(z.string().check(z.maxLength(60))),
  /** How the country came about: the page proposes its own time zone's only on the same machine. */
  chosenBy: z.optional(z.enum(['user', 'browser'])),
});
export type GridChoice = z.infer<typeof GridChoice>;

/** The reply to it. */
export const GridStanding = z.strictObject({ place: GridPlace, live: GridLive });
export type GridStanding = z.infer<typeof GridStanding>;

/** What a span's energy has caused, summed over its quarter-hours; null where nothing is known of the mix. */
export const Carbon = z.strictObject({
  /** Operational, gCO2e: of `knownJoules` only. */
  grams: positive,
  /** The kernel's or notebook's part of them; null where none was asked for or nothing was split. */
  kernelGrams: z.nullable(positive),
  /** The computer's joules for which the intensity is known. */
  knownJoules: positive,
  /** Of the joules for which the mix is known: generated from renewables, and from renewables or nuclear. */
  mixJoules: positive,
  renewableJoules: positive,
  lowCarbonJoules: positive,
  /** What the intensities are of, most joules first: `yearly` also where a year's stands in for that of a live mix, `none` where none is known. */
  kinds: z.array(GridKind),
  /** Which emissions the grams count, most joules first; where both occur, the sum must say so. */
  factors: z.array(EmissionFactors),
});
export type Carbon = z.infer<typeof Carbon>;
