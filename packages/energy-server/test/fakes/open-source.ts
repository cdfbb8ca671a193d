// Opens what a driver finds, and reads it, for tests of sources with one counter.

import type { Host } from '../../src/host/host.ts';
import type { EnergySource, SourceDriver } from '../../src/sources/source.ts';

/** The first thing that the driver finds, which must be ready; `options` as somebody would set them. */
export async function openReady<Options>(
  driver: SourceDriver<Options>,
  host: Host,
  options: object = {},
): Promise<EnergySource> {
  const [finding] = await driver.discover(driver.options.parse(options), host);
  if (finding?.status !== 'ready') throw new Error(`${driver.kind} found nothing that is ready`);
  return finding.open();
}

/** What its one counter says now. */
export async function joulesOf(source: EnergySource): Promise<number> {
  const [reading, ...more] = await source.read();
  if (reading?.kind !== 'counter' || more.length > 0) throw new Error('one counter reading expected');
  return reading.joules;
}
