// A RAPL counter read through perf events; it follows its package when the processor it was opened on goes offline.

import type { Host, PerfCounter } from '../../host/host.ts';
import type { EnergyCounter } from './counter.ts';
import { type PerfZone, scanPmu } from './perf-pmu.ts';
import { keyOf, type Zone } from './zone.ts';

/** Opens an event. Throws HostError. */
export function openPerfCounter(host: Host, found: PerfZone): EnergyCounter {
  return new PerfZoneCounter(host, found, host.perfEvents.open(found.type, found.config, found.cpu));
}

class PerfZoneCounter implements EnergyCounter {
  readonly backend = 'perf';
  /** The kernel counts the wraps of the hardware's 32 bits. */
  readonly wrapsAt = null;
  readonly zone: Zone;
  readonly #host: Host;
  #found: PerfZone;
  #counter: PerfCounter;

  constructor(host: Host, found: PerfZone, counter: PerfCounter) {
    this.zone = found.zone;
    this.#host = host;
    this.#found = found;
    this.#counter = counter;
  }

  /** Float64 is exact to 2^53 counts (2.1 MJ at 2^-32 J) and keeps errors below 1 µJ far beyond. */
  read(): number {
    return this.#counter.read() * this.#found.joulesPerCount;
  }

  recover(): boolean {
    const now = scanPmu(this.#host.sysfs).find(({ zone }) => keyOf(zone) === keyOf(this.zone));
    if (now === undefined) return false;
    const { type, config, cpu } = now;
    const counter = this.#host.perfEvents.open(type, config, cpu);
    this.#counter[Symbol.dispose]();
    this.#counter = counter;
    this.#found = now;
    return true;
  }

  [Symbol.dispose](): void {
    this.#counter[Symbol.dispose]();
  }
}
