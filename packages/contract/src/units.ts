// The units that every part of Jupyter Energy speaks; a field's name carries its unit, these types document it.

/** Energy in joules (1 Wh = 3600 J). */
export type Joules = number;

/** Power in watts (joules per second). */
export type Watts = number;

/** A span of time in milliseconds. */
export type Milliseconds = number;

/** A moment: milliseconds since 1970-01-01T00:00:00Z, as `Date.now()` counts them. */
export type UnixMs = number;

/** Joules in one watt-hour. */
export const JOULES_PER_WATT_HOUR = 3600;
