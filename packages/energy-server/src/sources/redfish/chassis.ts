// Finds the resource of a controller that tells the computer's power, in the newer or the older way (DMTF DSP0266, DSP2046).

import type { Watts } from '@jupyter-energy/contract';
import * as z from 'zod';
import { SourceError } from '../source.ts';
import type { Controller } from './controller.ts';

const CHASSIS = '/redfish/v1/Chassis';

const Link = z.object({ '@odata.id': z.string() });
const Collection = z.object({ Members: z.array(Link) });
const Chassis = z.object({
  EnvironmentMetrics: Link.optional().catch(undefined),
  Power: Link.optional().catch(undefined),
});
const Metrics = z.object({ PowerWatts: z.object({ Reading: z.number() }) });
const Power = z.object({ PowerControl: z.array(z.object({ PowerConsumedWatts: z.number().nullish() })) });

/** No computer draws more. */
const CEILING_WATTS = 100_000;

/** Where the power is told. */
export interface PowerPlace {
  readonly chassis: string;
  readonly path: string;
}

export interface Survey {
  /** Ids of all chassis, as their paths end. */
  readonly chassis: readonly string[];
  /** Of those that were looked at, the ones that tell power, in the controller's order. */
  readonly places: readonly PowerPlace[];
}

/** Looks at `wanted`, or at every chassis where it is null: each costs up to three slow questions. Throws SourceError. */
export async function survey(
  controller: Controller,
  wanted: string | null,
  signal: AbortSignal,
): Promise<Survey> {
  const collection = Collection.safeParse(await controller.get(CHASSIS, signal));
  if (!collection.success) throw notHere(controller);
  const paths = collection.data.Members.map((member) => member['@odata.id']);
  const places: PowerPlace[] = [];
  for (const path of paths.filter((one) => wanted === null || idIn(one) === wanted)) {
    const place = await placeIn(controller, path, signal);
    if (place !== null) places.push(place);
  }
  return { chassis: paths.map(idIn), places };
}

function idIn(path: string): string {
  return decodeURIComponent(/([^/]+)\/?$/.exec(path)?.[1] ?? '');
}

async function placeIn(
  controller: Controller,
  path: string,
  signal: AbortSignal,
): Promise<PowerPlace | null> {
  const chassis = Chassis.safeParse(await controller.get(path, signal));
  if (!chassis.success) return null;
  const { EnvironmentMetrics, Power: older } = chassis.data;
  for (const link of [EnvironmentMetrics, older]) {
    if (link === undefined) continue;
    const place = { chassis: idIn(path), path: link['@odata.id'] };
    if (wattsIn(await controller.get(place.path, signal)) !== null) return place;
  }
  return null;
}

/** Watts that a resource tells: `PowerWatts.Reading`, or the first `PowerControl` with a figure. Null where it tells none. */
export function wattsIn(resource: unknown): Watts | null {
  const metrics = Metrics.safeParse(resource);
  const power = Power.safeParse(resource);
  const watts = metrics.success
    ? metrics.data.PowerWatts.Reading
    : power.data?.PowerControl.find(({ PowerConsumedWatts: watts }) => typeof watts === 'number')
        ?.PowerConsumedWatts;
  // A controller that has not measured yet says 0; a computer that answers draws something.
  return typeof watts === 'number' && watts > 0 && watts <= CEILING_WATTS ? watts : null;
}

function notHere({ address }: Controller): SourceError {
  return new SourceError(`${address} does not speak Redfish`, 'give-up', {
    text: 'Correct url in the section redfish of the config file; some controllers must have Redfish switched on first.',
    command: null,
  });
}
