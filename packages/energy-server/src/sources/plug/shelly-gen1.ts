// Shelly of the first generation: one page with everything, energy in watt-minutes or, in energy meters (EM), in watt-hours.

import * as z from 'zod';
import { STALE_MS } from '../polled-source.ts';
import type { PlugConnection } from './connection.ts';
import { type Firmware, type Outlet, Told } from './firmware.ts';
import { noMeter, strangeAnswer } from './troubles.ts';

const JOULES_PER_WATT_MINUTE = 60;
const JOULES_PER_WATT_HOUR = 3600;

const Meter = z.object({
  power: Told,
  is_valid: z.boolean().default(true),
  /** A switch without a meter shows a power that somebody typed in, and no total. */
  total: Told.optional(),
  /** Of the newest value; 0 while the device does not know the time. */
  timestamp: z.number().optional(),
});
type Meter = z.infer<typeof Meter>;

const Status = z.object({
  meters: z.array(Meter).default([]),
  emeters: z.array(Meter).default([]),
  unixtime: z.number().optional(),
});

/** The outlets of `/status`; null where it is not of this firmware. */
export function outletsOfGen1(json: unknown): readonly Outlet[] | null {
  const status = Status.safeParse(json);
  if (!status.success) return null;
  const { meters, emeters, unixtime } = status.data;
  // Energy meters have no stamp of their own; the device's clock shows at least that it is alive.
  if (emeters.length > 0) return emeters.map((meter) => outletOf(meter, JOULES_PER_WATT_HOUR, unixtime));
  const real = meters.filter(({ total }) => total !== undefined);
  return real.map((meter) => outletOf(meter, JOULES_PER_WATT_MINUTE, meter.timestamp));
}

function outletOf(meter: Meter, joulesPerUnit: number, seconds: number | undefined): Outlet {
  const { power, is_valid: valid, total } = meter;
  return {
    watts: valid ? power : null,
    joules: valid && total !== undefined ? total * joulesPerUnit : null,
    stamp: seconds === undefined || seconds === 0 ? null : String(seconds),
  };
}

/** Throws SourceError. */
export async function openGen1(connection: PlugConnection, signal: AbortSignal): Promise<Firmware> {
  const ask = async (during: AbortSignal) => {
    const { status, json } = await connection.ask('/status', 'basic', during);
    const outlets = outletsOfGen1(json);
    if (status !== 200 || outlets === null) throw strangeAnswer(connection.address, `/status (${status})`);
    return { outlets, isEnergyMeter: Status.parse(json).emeters.length > 0 };
  };
  const { outlets, isEnergyMeter } = await ask(signal);
  if (outlets.length === 0) throw noMeter(connection.address, 'Shelly');
  return {
    name: 'Shelly (generation 1)',
    // Totals of energy meters have one decimal.
    stepJoules: isEnergyMeter ? JOULES_PER_WATT_HOUR / 10 : JOULES_PER_WATT_MINUTE,
    stampLimitMs: STALE_MS,
    ask: async (during) => (await ask(during)).outlets,
  };
}
