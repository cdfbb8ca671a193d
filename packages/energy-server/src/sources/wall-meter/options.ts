// What people can set about wall meters: the section `wall-meter` of the config file.

import * as z from 'zod';
import { supplySetting } from '../supply-setting.ts';

export const OutletOptions = z.strictObject({
  name: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('what people call it; null means "Wall outlet N"'),
  feeds: z
    .enum(['this computer', 'something else', 'nothing'])
    .describe('only what feeds this computer is counted; something else is shown, nothing is left out'),
  ...supplySetting,
});
export type OutletOptions = z.infer<typeof OutletOptions>;

/** Line cycles over which the device averages: 2^1 … 2^8. One cycle is too short to be reliable. */
const CYCLES = [2, 4, 8, 16, 32, 64, 128, 256] as const;

export const BoardOptions = z.strictObject({
  path: z.string().min(1).nullable().default(null).describe('its device file; null means found by USB'),
  serial: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('its USB serial number; an entry with neither serial nor path is for every board'),
  'interval-cycles': z
    .literal(CYCLES)
    .nullable()
    .default(null)
    .describe('mains cycles from one value to the next, set while it is read; null leaves it as it is'),
  'sign-bit-means': z
    .enum(['export', 'import'])
    .default('export')
    .describe('descriptions of the device disagree: "import" if a plain lamp is reported as flowing back'),
  'energy-registers': z
    .boolean()
    .default(false)
    .describe(
      'let the device count joules by itself (changes its configuration), and trust it once it agreed',
    ),
  outlets: z
    .strictObject({
      1: OutletOptions.default({ name: null, feeds: 'this computer', supply: null }),
      2: OutletOptions.default({ name: null, feeds: 'something else', supply: null }),
    })
    .nullable()
    .default(null)
    .describe('what hangs on outlets 1 and 2; null supposes that outlet 1 feeds this computer'),
});
export type BoardOptions = z.infer<typeof BoardOptions>;

export const WallMeterOptions = z.strictObject({
  enabled: z.boolean().default(true).describe('look for MCP39F511N wall meters'),
  boards: z.array(BoardOptions).default([]).describe('one entry per board that is not as supposed'),
});
export type WallMeterOptions = z.infer<typeof WallMeterOptions>;

/** For a board that nobody configured. */
export const ANY_BOARD: BoardOptions = BoardOptions.parse({});
