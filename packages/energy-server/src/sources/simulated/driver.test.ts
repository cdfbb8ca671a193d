// Each scenario is a consistent machine: contained parts never exceed what contains them, and everything says "simulated".

import { contains } from '@jupyter-energy/contract';
import { describe, expect, test } from 'vitest';
import type { Host } from '../../host/host.ts';
import { createLinuxHost } from '../../host/linux-host.ts';
import type { EnergySource } from '../source.ts';
import { scenarios, simulatedDriver } from './driver.ts';

/** The wall clock may be ahead of the timeline. */
interface Now {
  ms: number;
  aheadMs?: number;
}

function hostAt(now: Now): Host {
  const host = createLinuxHost({ sysfs: '/nowhere', procfs: '/nowhere', dev: '/nowhere' });
  const instant = () => ({ timelineMs: now.ms, wallMs: now.ms + (now.aheadMs ?? 0) });
  return { ...host, clock: { now: instant, sleptMs: () => 0 } };
}

async function openScenario(scenario: string, now: Now): Promise<EnergySource> {
  const options = simulatedDriver.options.parse({ scenario });
  const [finding] = await simulatedDriver.discover(options, hostAt(now));
  if (finding?.status !== 'ready') throw new Error('a scenario is always ready');
  expect(finding.title).toMatch(/^Simulated/);
  return finding.open();
}

async function joulesByDomain(source: EnergySource): Promise<Map<string, number>> {
  const domains = new Map(source.channels.map((channel) => [channel.id, channel.domain]));
  const readings = await source.read();
  return new Map(
    readings.map((reading) => {
      if (reading.kind !== 'counter') throw new Error('all simulated channels are counters');
      return [domains.get(reading.channel) ?? '', reading.joules];
    }),
  );
}

describe.each(scenarios)('the scenario %s', (scenario) => {
  test('says that it is simulated', async () => {
    await using source = await openScenario(scenario, { ms: 0 });
    expect(source.notes.join()).toContain('Simulated');
    for (const channel of source.channels) expect(channel.id).toMatch(/^simulated:/);
  });

  test('has distinct channels and domains', async () => {
    await using source = await openScenario(scenario, { ms: 0 });
    expect(new Set(source.channels.map((channel) => channel.id)).size).toBe(source.channels.length);
    expect(new Set(source.channels.map((channel) => channel.domain)).size).toBe(source.channels.length);
  });

  test('is the same machine in every run', async () => {
    await using one = await openScenario(scenario, { ms: 12_345 });
    await using other = await openScenario(scenario, { ms: 12_345 });
    expect(await one.read()).toEqual(await other.read());
  });

  test('draws at a time of day what it draws then, whenever its clock began and whoever sets the clock', async () => {
    const tenSeconds = async (now: Now) => {
      await using source = await openScenario(scenario, now);
      now.aheadMs = 0;
      const before = await joulesByDomain(source);
      now.ms += 10_000;
      const after = await joulesByDomain(source);
      return [...after].map(([domain, joules]) => joules - (before.get(domain) ?? 0));
    };
    const one = await tenSeconds({ ms: 500, aheadMs: 1_790_000_000_000 });
    const other = await tenSeconds({ ms: 77_500, aheadMs: 1_789_999_923_000 });
    const later = await tenSeconds({ ms: 500, aheadMs: 1_790_000_003_000 });
    for (const [index, joules] of one.entries()) {
      expect(other[index]).toBeCloseTo(joules, 6);
      expect(later[index]).not.toBeCloseTo(joules, 2);
    }
  });

  test('gives every part less energy than what contains it, and never less than before', async () => {
    const now = { ms: 0 };
    await using source = await openScenario(scenario, now);
    let before = await joulesByDomain(source);
    for (let i = 0; i < 200; i++) {
      now.ms += 250;
      const after = await joulesByDomain(source);
      const used = (domain: string) => (after.get(domain) ?? 0) - (before.get(domain) ?? 0);
      for (const outer of after.keys()) {
        const inner = [...after.keys()].filter(
          (domain) =>
            domain !== outer &&
            contains(outer, domain) &&
            domain.split('/').length === outer.split('/').length + 1,
        );
        expect(used(outer)).toBeGreaterThan(inner.reduce((sum, domain) => sum + used(domain), 0));
      }
      before = after;
    }
  });
});

describe('what the scenarios imitate', () => {
  test('a laptop: psys around a package around cores and graphics', async () => {
    await using source = await openScenario('laptop', { ms: 0 });
    expect(source.channels.map((channel) => channel.domain)).toEqual([
      'machine/platform',
      'machine/platform/cpu-0',
      'machine/platform/cpu-0/cores',
      'machine/platform/cpu-0/uncore',
    ]);
  });

  test('an estimate keeps its basis and its error', async () => {
    await using source = await openScenario('estimate-only', { ms: 0 });
    expect(source.channels).toMatchObject([{ basis: 'estimated', relativeError: 0.4 }]);
  });

  test('an unknown scenario is refused with the known ones', () => {
    expect(simulatedDriver.options.safeParse({ scenario: 'toaster' }).error?.message).toContain(
      'estimate-only',
    );
  });
});
