// Which uninterruptible power supplies are asked: the section `nut` of the config file. Without it none is.

import * as z from 'zod';
import { loginSettings } from '../login.ts';
import { supplySetting } from '../supply-setting.ts';

export const UpsOptions = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]+$/, 'not a name of a UPS, for example "ups" in "ups@host"')
    .describe('what the NUT server calls it'),
  host: z
    .string()
    .min(1)
    .default('localhost')
    .describe('where the NUT server (upsd) runs; only this host is asked'),
  port: z.int().min(1).max(65_535).default(3493).describe('its port'),
  label: z.string().min(1).nullable().default(null).describe('what people call it; null means "UPS NAME"'),
  feeds: z
    .enum(['this computer', 'something else'])
    .default('this computer')
    .describe('only a UPS that feeds this computer, and no other, is counted; something else is shown'),
  ...supplySetting,
  ...loginSettings,
});
export type UpsOptions = z.infer<typeof UpsOptions>;

export const NutOptions = z.strictObject({
  ups: z
    .array(UpsOptions)
    .refine((all) => new Set(all.map(idOf)).size === all.length, 'the same UPS is there twice')
    .default([])
    .describe('power supplies that a NUT server watches, one entry per UPS'),
});
export type NutOptions = z.infer<typeof NutOptions>;

/** As NUT writes it: `ups@host`, with the port where it is another one than usual. */
export function addressOf({ name, host, port }: Pick<UpsOptions, 'name' | 'host' | 'port'>): string {
  return port === 3493 ? `${name}@${host}` : `${name}@${host}:${port}`;
}

export function idOf(options: Pick<UpsOptions, 'name' | 'host' | 'port'>): string {
  return `nut:${addressOf(options)}`;
}
