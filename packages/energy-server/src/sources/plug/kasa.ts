// TP-Link Kasa with its old firmware: one question per outlet, milliwatts and watt-hours or, before those, watts and kilowatt-hours.

import * as z from 'zod';
import { STALE_MS } from '../polled-source.ts';
import { SourceError } from '../source.ts';
import { type Firmware, type Outlet, Told } from './firmware.ts';
import type { KasaConnection } from './kasa-connection.ts';
import { noMeter, strangeAnswer } from './troubles.ts';

const JOULES_PER_WATT_HOUR = 3600;
const JOULES_PER_KILOWATT_HOUR = 3_600_000;
/** More outlets than any of these devices has. */
const MOST_OUTLETS = 16;
/** "module not support", "member not support": what has no meter says so. */
const NOT_KNOWN_TO_IT: readonly number[] = [-1, -2];

const Description = z.object({
  system: z.object({
    get_sysinfo: z.object({
      deviceId: z.string().max(64).default(''),
      /** The outlets of a strip; a plug has none here. */
      children: z
        .array(z.object({ id: z.string().min(1).max(64) }))
        .max(MOST_OUTLETS)
        .default([]),
    }),
  }),
});
type Description = z.infer<typeof Description>['system']['get_sysinfo'];

const Realtime = z.object({
  err_code: z.int().default(0),
  power_mw: Told.optional(),
  total_wh: Told.optional(),
  power: Told.optional(),
  total: Told.optional(),
  /** Which outlet of a strip it speaks of, from 0. */
  slot_id: z.int().optional(),
});
type Realtime = z.infer<typeof Realtime>;
const Measured = z.object({
  emeter: z.object({ err_code: z.int().default(0), get_realtime: Realtime.optional() }),
});

/** An outlet as it is asked for. */
interface Place {
  /** Null in a plug, which is its own only outlet. */
  readonly id: string | null;
  readonly slot: number;
}

/** What an answer says: an outlet, or the number of the device's error. */
export type KasaAnswer =
  | { readonly outlet: Outlet; readonly slot: number | null }
  | { readonly errorCode: number };

/** Null where it is no answer of this firmware. */
export function answerOfKasa(json: unknown): KasaAnswer | null {
  const emeter = Measured.safeParse(json).data?.emeter;
  if (emeter === undefined) return null;
  const { err_code: refusal, get_realtime: told } = emeter;
  if (refusal !== 0) return { errorCode: refusal };
  if (told === undefined) return null;
  if (told.err_code !== 0) return { errorCode: told.err_code };
  const outlet = outletOf(told);
  return outlet === null ? null : { outlet, slot: told.slot_id ?? null };
}

/** By the units that are there, not by the model: null where there is no power. */
function outletOf({ power_mw: milliwatts, power, total_wh: wattHours, total }: Realtime): Outlet | null {
  const watts = milliwatts === undefined ? power : milliwatts / 1000;
  if (watts === undefined) return null;
  const older = total === undefined ? null : total * JOULES_PER_KILOWATT_HOUR;
  const joules = wattHours === undefined ? older : wattHours * JOULES_PER_WATT_HOUR;
  // No answer tells when it was measured.
  return { watts, joules, stamp: null };
}

/** Whether a device with this firmware is there, measuring or not. */
export async function isKasa(connection: KasaConnection, signal: AbortSignal): Promise<boolean> {
  try {
    await describe(connection, signal);
    return true;
  } catch (error) {
    if (error instanceof SourceError) return false;
    throw error;
  }
}

/**
 * Throws SourceError.
 * @param channel the only outlet to be asked; null for all
 */
export async function openKasa(
  connection: KasaConnection,
  channel: number | null,
  signal: AbortSignal,
): Promise<Firmware> {
  const places = placesOf(await describe(connection, signal));
  const [first] = channel === null ? places : places.slice(channel);
  if (first !== undefined && isWithoutMeter(await askPlace(connection, first, signal)))
    throw noMeter(connection.address, 'TP-Link device');
  return {
    name: 'TP-Link Kasa (old protocol)',
    // Whole watt-hours or, in older ones, three decimals of a kilowatt-hour.
    stepJoules: JOULES_PER_WATT_HOUR,
    stampLimitMs: STALE_MS,
    ask: async (during) => {
      const outlets: (Outlet | null)[] = [];
      for (const place of places) {
        const wanted = channel === null || channel === place.slot;
        outlets.push(wanted ? await outletAt(connection, place, during) : null);
      }
      return outlets;
    },
  };
}

/** Of all that it tells here, where it stands among it, only the outlets are looked at. */
async function describe(connection: KasaConnection, signal: AbortSignal): Promise<Description> {
  const json = await connection.ask({ system: { get_sysinfo: null } }, signal);
  const described = Description.safeParse(json);
  if (!described.success) throw strangeAnswer(connection.address, 'get_sysinfo');
  return described.data.system.get_sysinfo;
}

function placesOf({ deviceId, children }: Description): readonly Place[] {
  if (children.length === 0) return [{ id: null, slot: 0 }];
  // Some tell the whole id, some the two figures that follow the device's.
  return children.map(({ id }, slot) => ({ id: id.length > 2 ? id : deviceId + id, slot }));
}

function isWithoutMeter(answer: KasaAnswer): boolean {
  return 'errorCode' in answer && NOT_KNOWN_TO_IT.includes(answer.errorCode);
}

async function outletAt(connection: KasaConnection, place: Place, signal: AbortSignal): Promise<Outlet> {
  const answer = await askPlace(connection, place, signal);
  if ('errorCode' in answer) throw strangeAnswer(connection.address, `err_code ${answer.errorCode}`);
  // Without this a strip that does not heed the question's context would tell one outlet's power as another's.
  if (place.id !== null && answer.slot !== null && answer.slot !== place.slot)
    throw strangeAnswer(connection.address, `outlet ${answer.slot} in the place of ${place.slot}`);
  return answer.outlet;
}

async function askPlace(connection: KasaConnection, { id }: Place, signal: AbortSignal): Promise<KasaAnswer> {
  const context = id === null ? {} : { context: { child_ids: [id] } };
  const answer = answerOfKasa(await connection.ask({ ...context, emeter: { get_realtime: null } }, signal));
  if (answer === null) throw strangeAnswer(connection.address, 'get_realtime');
  return answer;
}
