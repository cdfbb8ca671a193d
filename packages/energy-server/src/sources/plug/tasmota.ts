// Tasmota: a command in the query, its answer under StatusSNS, and arrays where the device has several outlets.

import * as z from 'zod';
import { STALE_MS } from '../polled-source.ts';
import type { PlugConnection } from './connection.ts';
import { type Firmware, type Outlet, Told } from './firmware.ts';
import { noMeter, strangeAnswer } from './troubles.ts';

const JOULES_PER_KILOWATT_HOUR = 3_600_000;
/** Status 8 is the older name; firmwares since version 6 know both. */
const COMMANDS = ['Status 8', 'Status 10'] as const;

const OneOrMore = z.union([Told, z.array(Told)]);
const Sensors = z.object({
  StatusSNS: z.object({
    /** Of the answer, to the second, in local time. */
    Time: z.string().optional(),
    ENERGY: z.object({ Power: OneOrMore, Total: OneOrMore.optional() }).optional(),
  }),
});
/** What a device that wants a password says; before version 8.2.3 with status 200. */
const Warning = z.object({ WARNING: z.string() });

/** Whether this is the voice of a Tasmota, measuring or not. */
export function isTasmota(json: unknown): boolean {
  return Sensors.safeParse(json).success || Warning.safeParse(json).success;
}

/** The outlets in an answer; empty where it has no energy in it. */
export function outletsOfTasmota(json: unknown): readonly Outlet[] {
  const sensors = Sensors.safeParse(json).data?.StatusSNS;
  if (sensors?.ENERGY === undefined) return [];
  const { Power: power, Total: total } = sensors.ENERGY;
  const powers = Array.isArray(power) ? power : [power];
  const totals = Array.isArray(total) ? total : [total];
  return powers.map((watts, index) => {
    // One total of several outlets says nothing about each of them.
    const kilowattHours = totals.length === powers.length ? totals[index] : undefined;
    const joules = kilowattHours === undefined ? null : kilowattHours * JOULES_PER_KILOWATT_HOUR;
    return { watts, joules, stamp: sensors.Time ?? null };
  });
}

/** Throws SourceError. */
export async function openTasmota(connection: PlugConnection, signal: AbortSignal): Promise<Firmware> {
  for (const command of COMMANDS) {
    const outlets = await ask(connection, command, signal);
    if (outlets.length === 0) continue;
    return {
      name: 'Tasmota',
      // Three decimals of a kilowatt-hour, unless somebody has set more.
      stepJoules: 0.001 * JOULES_PER_KILOWATT_HOUR,
      stampLimitMs: STALE_MS,
      ask: (during) => ask(connection, command, during),
    };
  }
  throw noMeter(connection.address, 'Tasmota device');
}

async function ask(
  connection: PlugConnection,
  command: (typeof COMMANDS)[number],
  signal: AbortSignal,
): Promise<readonly Outlet[]> {
  const { status, json } = await connection.ask(tasmotaPath(command), 'query', signal);
  if (Warning.safeParse(json).success) throw connection.refused();
  if (status !== 200 || !Sensors.safeParse(json).success)
    throw strangeAnswer(connection.address, `${command} (${status})`);
  return outletsOfTasmota(json);
}

export function tasmotaPath(command: string): string {
  return `/cm?cmnd=${encodeURIComponent(command)}`;
}
