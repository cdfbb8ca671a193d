// A source and a driver that do what a test tells them: come, go, fail, hang, change their channels.

import * as z from 'zod';
import type { CounterChannel, ReadChannel } from '../../src/energy/channel.ts';
import type { Reading } from '../../src/energy/reading.ts';
import type { EnergySource, Finding, SourceDriver } from '../../src/sources/source.ts';

/** A counter that covers `domain`, with the domain's last step in its id. */
export function counterFor(domain: string, more: Partial<CounterChannel> = {}): CounterChannel {
  return {
    kind: 'counter',
    id: `scripted:${domain.slice(domain.lastIndexOf('/') + 1)}`,
    label: `Meter of ${domain}`,
    domain,
    basis: 'measured',
    relativeError: null,
    wrapsAt: null,
    maxWatts: 1_000,
    ceilingWatts: 10_000,
    ...more,
  };
}

export class ScriptedSource implements EnergySource {
  channels: readonly ReadChannel[];
  notes: readonly string[] = [];
  notCovered: readonly string[] = ['the fans'];
  disposed = 0;
  reads = 0;
  /** What the next reads do. */
  script: () => readonly Reading[] | Promise<readonly Reading[]> = () => [];

  constructor(channels: readonly ReadChannel[]) {
    this.channels = channels;
  }

  read(): readonly Reading[] | Promise<readonly Reading[]> {
    this.reads += 1;
    return this.script();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed += 1;
  }
}

/** A driver whose `find` a test replaces while it runs. */
export class ScriptedDriver implements SourceDriver {
  readonly kind: string;
  readonly fallback: boolean;
  readonly options: z.ZodType<unknown> = z.unknown();
  looks = 0;
  find: () => readonly Finding[] | Promise<readonly Finding[]>;

  constructor(kind: string, find: ScriptedDriver['find'], fallback = false) {
    this.kind = kind;
    this.find = find;
    this.fallback = fallback;
  }

  discover(): readonly Finding[] | Promise<readonly Finding[]> {
    this.looks += 1;
    return this.find();
  }
}

/** A finding that opens `source`, or does what `open` does. */
export function ready(
  id: string,
  open: EnergySource | (() => EnergySource | Promise<EnergySource>),
): Finding {
  return { id, title: `Source ${id}`, status: 'ready', open: typeof open === 'function' ? open : () => open };
}
