// The settings of the grid mix: where the computer stands, whether live data are asked for, and who is asked with which token.

import * as z from 'zod';

/** Never to be seen in an error: logs are read by many. */
const SECRET = { secret: true };
const secret = z.string().trim().min(1).max(500).nullable().default(null).meta(SECRET);
const host = (usual: string) =>
  z
    .url({ protocol: /^https?$/ })
    .default(usual)
    .describe('another host');

export const countrySetting = z
  .string()
  .regex(/^([A-Z]{2}|world)$/, 'must be a country’s ISO 3166-1 code, as DE is, or “world”')
  .nullable()
  .default(null)
  .describe('where the computer stands; null means by its time zone, or as its user chooses');

export const gridSettings = z.strictObject({
  zone: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('a part of the country that has a mix of its own, as DK1 is'),
  live: z
    .boolean()
    .nullable()
    .default(null)
    .describe('true or false decides about live data for everybody; null leaves it to the user'),
  entsoe: z
    .strictObject({ token: secret, url: host('https://web-api.tp.entsoe.eu/api') })
    .prefault({})
    .describe('ENTSO-E Transparency Platform'),
  'electricity-maps': z
    .strictObject({ token: secret, url: host('https://api.electricitymaps.com') })
    .prefault({}),
  eia: z.strictObject({ key: secret, url: host('https://api.eia.gov') }).prefault({}),
  'energy-charts': z.strictObject({ url: host('https://api.energy-charts.info') }).prefault({}),
  neso: z.strictObject({ url: host('https://api.carbonintensity.org.uk') }).prefault({}),
});

export const carbonSettings = z.strictObject({
  'embodied-kg': z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('what making this computer has emitted, kg CO2e, as its maker states it'),
  'life-years': z.number().positive().nullable().default(null).describe('over how many years that is spread'),
});

export function isSecret(setting: z.ZodType): boolean {
  return setting.meta()?.['secret'] === true;
}

export type GridSettings = Readonly<z.output<typeof gridSettings>>;
