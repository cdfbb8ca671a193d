// Shelly of the second generation and later: one remote call per component, energy in watt-hours.

import * as z from 'zod';
import type { Answer, PlugConnection } from './connection.ts';
import { type Firmware, type Outlet, Told } from './firmware.ts';
import { noMeter, strangeAnswer } from './troubles.ts';

const JOULES_PER_WATT_HOUR = 3600;
/** More outlets than any of these devices has. */
const MOST_IDS = 8;
/** Its only stamp is that of the minute. */
const MINUTE_LIMIT_MS = 63_000;

const power = Told.nullish();
const Energy = z.object({ total: Told, minute_ts: z.number().nullish() });
const Component = z.object({
  /** Absent in a switch without a meter, and while the meter has an error. */
  apower: power,
  aenergy: Energy.optional(),
  /** Energy meters call their power otherwise, and keep their energy in another component. */
  act_power: power,
  a_act_power: power,
  b_act_power: power,
  c_act_power: power,
});
const EnergyData = z.object({
  total_act_energy: Told.optional(),
  a_total_act_energy: Told.optional(),
  b_total_act_energy: Told.optional(),
  c_total_act_energy: Told.optional(),
});

interface Kind {
  readonly component: string;
  /** Where its energy is, if not in itself. */
  readonly data: string | null;
  readonly stepJoules: number;
}

/** Totals have three decimals, those of energy meters two. */
const KINDS: readonly Kind[] = [
  { component: 'Switch', data: null, stepJoules: 0.001 * JOULES_PER_WATT_HOUR },
  { component: 'PM1', data: null, stepJoules: 0.001 * JOULES_PER_WATT_HOUR },
  { component: 'EM1', data: 'EM1Data', stepJoules: 0.01 * JOULES_PER_WATT_HOUR },
  { component: 'EM', data: 'EMData', stepJoules: 0.01 * JOULES_PER_WATT_HOUR },
];

/** The outlets of one component's status: one, the three phases of an energy meter, or none; null where it is no status. */
export function outletsOfGen2(json: unknown, dataJson: unknown = {}): readonly Outlet[] | null {
  const component = Component.safeParse(json);
  if (!component.success) return null;
  const data = EnergyData.safeParse(dataJson).data ?? {};
  const { apower, aenergy, act_power: active, ...phases } = component.data;
  if (apower !== undefined) {
    const minute = aenergy?.minute_ts ?? null;
    return [outletOf(apower, aenergy?.total, minute === null ? null : String(minute))];
  }
  if (active !== undefined) return [outletOf(active, data.total_act_energy, null)];
  const three = [
    outletOf(phases.a_act_power, data.a_total_act_energy, null),
    outletOf(phases.b_act_power, data.b_total_act_energy, null),
    outletOf(phases.c_act_power, data.c_total_act_energy, null),
  ];
  return phases.a_act_power === undefined ? [] : three;
}

function outletOf(
  watts: number | null | undefined,
  wattHours: number | undefined,
  stamp: string | null,
): Outlet {
  const joules = wattHours === undefined ? null : wattHours * JOULES_PER_WATT_HOUR;
  return { watts: watts ?? null, joules, stamp };
}

/** Throws SourceError. */
export async function openGen2(connection: PlugConnection, signal: AbortSignal): Promise<Firmware> {
  for (const kind of KINDS) {
    const sizes = await sizesOf(connection, kind, signal);
    if (sizes.length === 0) continue;
    return {
      name: 'Shelly (generation 2 or later)',
      stepJoules: kind.stepJoules,
      stampLimitMs: MINUTE_LIMIT_MS,
      ask: (during) => askAll(connection, kind, sizes, during),
    };
  }
  throw noMeter(connection.address, 'Shelly');
}

/** How many outlets each component of a kind has, by its id; 0 for one without a meter. Empty where there are none at all. */
async function sizesOf(
  connection: PlugConnection,
  kind: Kind,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const sizes: number[] = [];
  for (let id = 0; id < MOST_IDS; id += 1) {
    const { status, json } = await statusOf(connection, kind.component, id, signal);
    // 404: no such component; 400 or 500: no such id.
    if (status === 404 || status === 400 || status === 500) break;
    const outlets = outletsOfGen2(json);
    if (status !== 200 || outlets === null)
      throw strangeAnswer(connection.address, `${kind.component} (${status})`);
    sizes.push(outlets.length);
  }
  return sizes.some((size) => size > 0) ? sizes : [];
}

async function askAll(
  connection: PlugConnection,
  kind: Kind,
  sizes: readonly number[],
  signal: AbortSignal,
): Promise<readonly (Outlet | null)[]> {
  const outlets: (Outlet | null)[] = [];
  for (const [id, size] of sizes.entries()) {
    if (size === 0) continue;
    const found = await askOne(connection, kind, id, signal);
    for (let place = 0; place < size; place += 1) outlets.push(found[place] ?? null);
  }
  return outlets;
}

async function askOne(
  connection: PlugConnection,
  { component, data }: Kind,
  id: number,
  signal: AbortSignal,
): Promise<readonly Outlet[]> {
  const { status, json } = await statusOf(connection, component, id, signal);
  const energy = data === null ? null : await statusOf(connection, data, id, signal);
  const outlets = outletsOfGen2(json, energy?.json);
  if (status !== 200 || outlets === null) throw strangeAnswer(connection.address, `${component} (${status})`);
  return outlets;
}

function statusOf(
  connection: PlugConnection,
  component: string,
  id: number,
  signal: AbortSignal,
): Promise<Answer> {
  return connection.ask(`/rpc/${component}.GetStatus?id=${id}`, 'digest', signal);
}
