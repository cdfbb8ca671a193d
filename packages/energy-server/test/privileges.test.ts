// Rights for real: the installed program as an unprivileged user, with one capability, and as its own advice says.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SourceState, Sources, Status } from '@jupyter-energy/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './fakes/http-client.ts';
import { asNobody, InstalledCopy } from './fakes/installed-copy.ts';
import { Machine } from './fakes/machine.ts';

const MSR = '/sys/bus/event_source/devices/msr';
const PARANOID = '/proc/sys/kernel/perf_event_paranoid';
/** Ticks of the time stamp counter are joules of a machine that draws some watts. */
const JOULES_PER_TICK = 1e-8;

/** Why rights cannot be tried here; null where they can. */
function obstacle(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root can give and take rights';
  if (!existsSync(`${MSR}/events/tsc`)) return 'no msr PMU, whose counter stands for the energy counter';
  const level = text(PARANOID).trim();
  if (level !== '1' && level !== '2') return `kernel.perf_event_paranoid is ${level}, not 1 or 2`;
  const [file = '', ...words] = [...asNobody(['perfmon', 'dac_read_search']), 'true'];
  const { status, stderr, error } = spawnSync(file, words, { encoding: 'utf8' });
  if (error !== undefined) return `no setpriv: ${error.message}`;
  return status === 0 ? null : `setpriv cannot give these rights: ${stderr.trim()}`;
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

    /** What `sources --json` says of RAPL to the unprivileged user with these capabilities. */
    function rapl(...capabilities: readonly string[]): SourceState {
      const { status, stdout, stderr } = copy.run(capabilities, ['sources', '--json', ...paths]);
      expect([status, stderr]).toEqual([0, '']);
      const found = Sources.parse(JSON.parse(stdout)).sources.find(({ id }) => id === 'rapl');
      if (found === undefined) throw new Error(`RAPL is not told of: ${stdout}`);
      return found;
    }

    test('no right: blocked twice, and both ways out are told', () => {
      const { status, reason, remedy, channels } = rapl();
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
    test('CAP_PERFMON: read through perf events, powercap stays closed', () => {
      const { status, reason, notes, channels } = rapl('perfmon');
      expect([status, reason]).toEqual(['ready', null]);
      expect(notes).toContain('Read through perf events.');
      expect(channels.map(({ id }) => id)).toEqual(['rapl:cpu-0']);
      expect(channels[0]?.watts).toBeGreaterThan(0);
    });

    test('CAP_DAC_READ_SEARCH: read through powercap, perf events stay closed', () => {
      const { status, reason, notes, channels } = rapl('dac_read_search');
      expect([status, reason]).toEqual(['ready', null]);
      expect(notes).toContain('Read through powercap.');
      expect(channels.map(({ id }) => id)).toEqual(['rapl:cpu-0', 'rapl:memory-0']);
    });

    test('a right that has nothing to do with it helps nothing', () => {
      expect(rapl('net_raw').status).toBe('blocked');
    });

    test.each([
      ['perfmon', 38],
      ['dac_read_search', 2],
    ] as const)('the advice followed, word by word, beside who gave it: %s', async (right, capability) => {
      const asked = { socketPath: join(copy.home, 'jupyter-energy', 'energy.sock') };
      const rapl = async () => Sources.parse((await ask(asked, '/v1/sources')).json()).sources[0];
      const first = copy.start(['serve', ...paths]);
      await first.says(/energy server listens/);
      const command = (await rapl())?.remedy?.command ?? '';
      // "dac_read_search in the place of perfmon", says its text.
      const second = copy.type(command.replaceAll('perfmon', right));
      try {
        await second.says(/energy server listens/);
        expect(await rapl()).toMatchObject({ id: 'rapl', status: 'ready', reason: null });
        // It may read more than its clients could by themselves: they get nothing finer (PLATYPUS).
        const { finestMs, pid } = Status.parse((await ask(asked, '/v1/status')).json());
        expect([finestMs, pid]).toEqual([100, second.process.pid]);
        expect(identityOf(pid)).toEqual({ uid: 65_534, capabilities: capability });
        // The other one notices, and ends in order.
        const { status, stderr } = await first.ended;
        expect(status).toBe(0);
        expect(stderr).toContain('belongs to another server');
        expect((await rapl())?.status).toBe('ready');
      } finally {
        await Promise.all([first.end(), second.end()]);
      }
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
