// Rights for real: the installed program as an unprivileged user, with one capability, and as its own advice says.

import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followAdvice } from './fakes/advised-server.ts';
import { cannotGive, InstalledCopy, NOBODY } from './fakes/installed-copy.ts';
import { Machine } from './fakes/machine.ts';

const MSR = '/sys/bus/event_source/devices/msr';
const PARANOID = '/proc/sys/kernel/perf_event_paranoid';
/** Ticks of the time stamp counter are joules of a machine that draws some watts. */
const JOULES_PER_TICK = 1e-8;

/** Why rights cannot be tried here; null where they can. */
function obstacle(): string | null {
  const refused = cannotGive(['perfmon', 'dac_read_search']);
  if (refused !== null) return refused;
  if (!existsSync(`${MSR}/events/tsc`)) return 'no msr PMU, whose counter stands for the energy counter';
  const level = text(PARANOID).trim();
  return level === '1' || level === '2' ? null : `kernel.perf_event_paranoid is ${level}, not 1 or 2`;
}

/** Two zones of powercap that only root may read, and a PMU whose counter is real. */
function lockedMachine(): Machine {
  const zone = 'sys/class/powercap/intel-rapl:0';
  const pmu = 'sys/bus/event_source/devices/power';
  const machine = Machine.of({
    [`${zone}/name`]: 'package-0\n',
    [`${zone}/energy_uj`]: '5000000000\n',
    [`${zone}/max_energy_range_uj`]: '262143328850\n',
    [`${zone}/intel-rapl:0:0/name`]: 'dram\n',
    [`${zone}/intel-rapl:0:0/energy_uj`]: '3000000000\n',
    [`${zone}/intel-rapl:0:0/max_energy_range_uj`]: '262143328850\n',
    [`${pmu}/type`]: text(`${MSR}/type`),
    [`${pmu}/cpumask`]: '0\n',
    [`${pmu}/format/event`]: 'config:0-7\n',
    [`${pmu}/events/energy-pkg`]: text(`${MSR}/events/tsc`),
    [`${pmu}/events/energy-pkg.scale`]: `${JOULES_PER_TICK}\n`,
    [`${pmu}/events/energy-pkg.unit`]: 'Joules\n',
    'sys/devices/system/cpu/cpu0/topology/physical_package_id': '0\n',
    'sys/devices/system/cpu/cpu0/topology/die_id': '0\n',
    'proc/sys/kernel/perf_event_paranoid': text(PARANOID),
    'proc/cpuinfo': 'processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu tsc\n',
  });
  machine.link('proc/self/status', '/proc/self/status');
  chmodSync(machine.root, 0o755);
  for (const file of [`${zone}/energy_uj`, `${zone}/intel-rapl:0:0/energy_uj`])
    chmodSync(join(machine.root, file), 0o400);
  return machine;
}

const why = obstacle();

describe.skipIf(why !== null)(
  why === null ? 'with real rights' : `with real rights (skipped: ${why})`,
  { timeout: 60_000 },
  () => {
    const parts = new DisposableStack();
    let copy: InstalledCopy;
    let machine: Machine;
    let paths: readonly string[];
    beforeAll(async () => {
      copy = parts.use(new InstalledCopy());
      machine = parts.use(lockedMachine());
      await copy.make();
      paths = ['--path.sysfs', join(machine.root, 'sys'), '--path.procfs', join(machine.root, 'proc')];
    }, 60_000);
    afterAll(() => parts.dispose());

    const rapl = (...capabilities: readonly string[]) => copy.sources('rapl', paths, capabilities);

    test('no right: blocked twice, and both ways out are told', async () => {
      const { status, reason, remedy, channels } = await rapl();
      expect([status, channels]).toEqual(['blocked', []]);
      const level = text(PARANOID).trim();
      expect(reason).toBe(
        `perf events need CAP_PERFMON (kernel.perf_event_paranoid is ${level}); powercap is readable by root only`,
      );
      expect(remedy?.command).toMatch(/^sudo setpriv .*--ambient-caps=\+perfmon env .* serve --replace /);
      expect(remedy?.text).toContain('CAP_PERFMON');
      expect(remedy?.text).toContain('dac_read_search in the place of perfmon');
    });

    // A memory that can be read through powercap would be borrowed from it.
    test('CAP_PERFMON: read through perf events, powercap stays closed', async () => {
      const { status, reason, notes, channels } = await rapl('perfmon');
      expect([status, reason]).toEqual(['ready', null]);
      expect(notes).toContain('Read through perf events.');
      expect(channels.map(({ id }) => id)).toEqual(['rapl:cpu-0']);
      expect(channels[0]?.watts).toBeGreaterThan(0);
    });

    test('CAP_DAC_READ_SEARCH: read through powercap, perf events stay closed', async () => {
      const { status, reason, notes, channels } = await rapl('dac_read_search');
      expect([status, reason]).toEqual(['ready', null]);
      expect(notes).toContain('Read through powercap.');
      expect(channels.map(({ id }) => id)).toEqual(['rapl:cpu-0', 'rapl:memory-0']);
    });

    test('a right that has nothing to do with it helps nothing', async () => {
      expect((await rapl('net_raw')).status).toBe('blocked');
    });

    test.each([
      ['perfmon', 38],
      ['dac_read_search', 2],
    ] as const)('the advice followed, word by word, beside who gave it: %s', async (right, capability) => {
      const followed = await followAdvice(copy, paths, 'rapl', {
        // "dac_read_search in the place of perfmon", says its text.
        change: (command) => command.replaceAll('perfmon', right),
        meanwhile: async ({ pid }) =>
          expect(identityOf(pid)).toEqual({ uid: NOBODY, capabilities: capability }),
      });
      const { before, after, status, pid, ended } = followed;
      expect(before.status).toBe('blocked');
      expect(after).toMatchObject({ status: 'ready', reason: null });
      // It may read more than its clients could by themselves: they get nothing finer (PLATYPUS).
      expect([status.pid, status.finestMs]).toEqual([pid, 100]);
      // The other one noticed, and ended in order.
      expect(ended.status).toBe(0);
      expect(ended.stderr).toContain('belongs to another server');
    });
  },
);

/** User and, if it is one alone, the number of the effective capability of a process, as the kernel tells them. */
function identityOf(pid: number): { uid: number; capabilities: number } {
  const status = text(`/proc/${pid}/status`);
  const [, uid = ''] = /^Uid:\s+\d+\s+(\d+)/m.exec(status) ?? [];
  const [, bits = '0'] = /^CapEff:\s+(\S+)/m.exec(status) ?? [];
  return { uid: Number(uid), capabilities: Math.log2(Number(`0x${bits}`)) };
}

function text(file: string): string {
  return readFileSync(file, 'utf8');
}
