// The list of drivers: adding hardware is a folder and one line here. The order decides between equals.

import { batteryDriver } from './battery/driver.ts';
import { estimateDriver } from './estimate/driver.ts';
import { hwmonDriver } from './hwmon/driver.ts';
import { ipmiDriver } from './ipmi/driver.ts';
import { nutDriver } from './nut/driver.ts';
import { nvmlDriver } from './nvml/driver.ts';
import { plugDriver } from './plug/driver.ts';
import { raplDriver } from './rapl/driver.ts';
import { redfishDriver } from './redfish/driver.ts';
import { scenarios, simulatedDriver } from './simulated/driver.ts';
import type { SourceDriver } from './source.ts';
import { wallMeterDriver } from './wall-meter/driver.ts';

/** Every kind of hardware that is looked for; the config file has a section for each. */
export const drivers: readonly SourceDriver[] = [
  wallMeterDriver,
  plugDriver,
  raplDriver,
  nvmlDriver,
  hwmonDriver,
  ipmiDriver,
  redfishDriver,
  nutDriver,
  batteryDriver,
  estimateDriver,
];

/** The names that `--simulate` takes. */
export const scenarioNames: readonly string[] = scenarios;

/** Drivers, and each one's options by its kind. */
export interface DriverChoice {
  readonly drivers: readonly SourceDriver[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** All drivers with their options, or the simulated one alone. */
export function chooseDrivers(simulate: string | null, options: DriverChoice['options']): DriverChoice {
  if (simulate === null) return { drivers, options };
  return { drivers: [simulatedDriver], options: { [simulatedDriver.kind]: { scenario: simulate } } };
}
