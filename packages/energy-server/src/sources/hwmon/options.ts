// What people can set about boards and graphics cards: the section `hwmon` of the config file.

import * as z from 'zod';

export const RailOptions = z.strictObject({
  id: z
    .string()
    .min(1)
    .describe('which one, as the list of sources calls it without "hwmon:": "ina226@1-0040:1"'),
  feeds: z
    .enum(['this computer', 'main board', 'something else'])
    .describe('only what feeds this computer, or its main board, is counted'),
  name: z.string().min(1).nullable().default(null).describe('what people call it'),
});
export type RailOptions = z.infer<typeof RailOptions>;

export const HwmonOptions = z.strictObject({
  enabled: z.boolean().default(true).describe('read boards and graphics cards through hwmon'),
  rails: z
    .array(RailOptions)
    .default([])
    .describe('what power monitors (INA219 and the like) feed, which nothing but their wiring tells'),
});
export type HwmonOptions = z.infer<typeof HwmonOptions>;
