// Batteries: what a laptop draws while it runs on them. On mains they say nothing of it.

import * as z from 'zod';
import type { SourceDriver } from '../source.ts';
import { BatterySource, ID } from './battery-source.ts';
import { suppliesIn } from './supplies.ts';

const BatteryOptions = z.strictObject({
  enabled: z.boolean().default(true).describe('read the power that batteries give while they discharge'),
});
type BatteryOptions = z.infer<typeof BatteryOptions>;

export const batteryDriver: SourceDriver<BatteryOptions> = {
  kind: 'battery',
  fallback: false,
  options: BatteryOptions,
  discover({ enabled }, host) {
    if (!enabled || suppliesIn(host.sysfs).batteries.length === 0) return [];
    return [{ id: ID, title: 'Battery', status: 'ready', open: () => new BatterySource(host).start() }];
  },
};
