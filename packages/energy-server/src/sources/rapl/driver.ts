// RAPL: the energy counters of x86 processors and their memory, through perf events or powercap.

import * as z from 'zod';
import { type Host, HostError } from '../../host/host.ts';
import { type Finding, type SourceDriver, SourceError } from '../source.ts';
import { advise, type BackendState } from './advice.ts';
import type { EnergyCounter, PowerLimits } from './counter.ts';
import { fingerprint, type Inventory, openCounters, takeInventory } from './open-counters.ts';
import { openPerfCounter } from './perf-counter.ts';
import { limitsOfAll, readPowerLimits } from './power-limits.ts';
import { openPowercapCounter } from './powercap-counter.ts';
import { RaplSource } from './rapl-source.ts';
import { lookAround } from './surroundings.ts';
import { Tracker } from './tracker.ts';
import { compareZones } from './zone.ts';

const RaplOptions = z.strictObject({
  /** `auto` prefers perf events and takes powercap where they are not there or refuse. */
  backend: z.enum(['auto', 'perf', 'powercap']).default('auto'),
});
type RaplOptions = z.infer<typeof RaplOptions>;

const FACE = { id: 'rapl', title: 'RAPL' } as const;

export const raplDriver: SourceDriver<RaplOptions> = {
  kind: 'rapl',
  fallback: false,
  options: RaplOptions,
  discover({ backend }, host) {
    const inventory = takeInventory(host, backend);
    const perf = probe(inventory.perf, (found) => openPerfCounter(host, found));
    const powercap = probe(inventory.powercap, (found) => openPowercapCounter(host.sysfs, found));
    if (perf === 'ready' || powercap === 'ready') return [ready(host, backend)];
    const advice = advise(perf, powercap, lookAround(host), host);
    return advice === null ? [] : [{ ...FACE, status: 'blocked', ...advice } satisfies Finding];
  },
};

/** Whether a backend has anything that opens; the first refusal speaks for all. */
function probe<T>(zones: readonly T[], open: (found: T) => EnergyCounter): BackendState {
  let refused: string | null = null;
  for (const found of zones) {
    try {
      open(found)[Symbol.dispose]();
      return 'ready';
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      refused ??= error.code;
    }
  }
  return refused === null ? 'absent' : { refused };
}

function ready(host: Host, backend: RaplOptions['backend']): Finding {
  return {
    ...FACE,
    status: 'ready',
    open() {
      const inventory = takeInventory(host, backend);
      const opened = openCounters(host, inventory);
      if (opened.counters.length === 0)
        throw new SourceError('the counters went away while they were opened', 'reopen');
      const limits = limitsByPackage(host, inventory);
      const trackers = opened.counters
        .toSorted((a, b) => compareZones(a.zone, b.zone))
        .map((counter) => new Tracker(counter, limits(counter)));
      const listed = fingerprint(inventory);
      const unchanged = () => fingerprint(takeInventory(host, backend)) === listed;
      return new RaplSource({ host, opened, trackers, unchanged });
    },
  };
}

/** Powercap states the processors' design powers, whichever backend counts the joules, and whatever the user chose. */
function limitsByPackage(host: Host, { powercap }: Inventory): (counter: EnergyCounter) => PowerLimits {
  const known = powercap.length > 0 ? powercap : takeInventory(host, 'powercap').powercap;
  const folderOf = (number: number) =>
    known.find(({ zone }) => zone.part === 'package' && zone.package === number)?.folder;
  const all = () =>
    known
      .filter(({ zone, controlType }) => zone.part === 'package' && controlType !== 'intel-rapl-mmio')
      .map(({ folder }) => readPowerLimits(host.sysfs, folder));
  return ({ zone }) =>
    zone.part === 'platform' ? limitsOfAll(all()) : readPowerLimits(host.sysfs, folderOf(zone.package));
}
