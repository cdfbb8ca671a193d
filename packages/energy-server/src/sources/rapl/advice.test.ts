// What a person is told where RAPL may not be read.

import { describe, expect, test } from 'vitest';
import { createFakeHost } from '../../../test/fakes/fake-host.ts';
import { Machine } from '../../../test/fakes/machine.ts';
import { advise } from './advice.ts';
import { raplDriver } from './driver.ts';
import { lookAround, type Surroundings } from './surroundings.ts';

const bare: Surroundings = { bareMetal: true, container: false, powercapHidden: false, paranoid: 2 };
const self = createFakeHost();
const refused = { refused: 'EACCES' } as const;

describe('advise', () => {
  test('R20b: both refused, both named, the narrower right first', () => {
    const advice = advise(refused, refused, bare, self);
    expect(advice?.reason).toBe(
      'perf events need CAP_PERFMON (kernel.perf_event_paranoid is 2); powercap is readable by root only',
    );
    expect(advice?.remedy.command).toContain('--inh-caps=+perfmon --ambient-caps=+perfmon');
    expect(advice?.remedy.text).toContain('CAP_DAC_READ_SEARCH');
  });

  test('levels 3 and 4 must be lowered first', () => {
    const advice = advise(refused, 'absent', { ...bare, paranoid: 4 }, self);
    expect(advice?.remedy.command).toMatch(/^sudo sysctl kernel.perf_event_paranoid=2 && sudo .*perfmon/);
  });

  test('powercap alone', () => {
    const advice = advise('absent', refused, bare, self);
    expect(advice?.reason).toBe('powercap is readable by root only');
    expect(advice?.remedy.command).toContain('+dac_read_search');
  });

  test.each([
    {
      name: 'seccomp',
      perf: { refused: 'EPERM' },
      powercap: 'absent',
      says: 'seccomp',
      command: 'docker run --cap-add PERFMON …',
    },
    {
      name: 'a masked folder',
      perf: 'absent',
      powercap: { refused: 'ENOENT' },
      says: 'powercap',
      command: 'docker run --volume /sys:/host/sys:ro …',
    },
  ] as const)('in a container: $name', ({ perf, powercap, says, command }) => {
    const advice = advise(perf, powercap, { ...bare, container: true }, self);
    expect(advice?.reason).toContain(says);
    expect(advice?.remedy.command).toBe(command);
  });

  test.each([
    [2, 'docker run --cap-add PERFMON …'],
    [4, 'sudo sysctl kernel.perf_event_paranoid=2 && docker run --cap-add PERFMON …'],
  ])('in a container on a machine at level %i', (paranoid, command) => {
    const advice = advise(refused, 'absent', { ...bare, container: true, paranoid }, self);
    expect(advice?.remedy.command).toBe(command);
    expect(advice?.remedy.text.includes('Level 4 refuses even CAP_PERFMON')).toBe(paranoid === 4);
  });

  test('a processor that must have counters, but no driver', () => {
    expect(advise('absent', 'absent', bare, self)?.remedy.command).toBe(
      'sudo modprobe --all rapl intel_rapl_msr',
    );
    expect(advise('absent', 'absent', { ...bare, bareMetal: false }, self)).toBeNull();
  });

  test('never opens the counters to everybody', () => {
    const states = ['absent', { refused: 'EACCES' }, { refused: 'EPERM' }, { refused: 'ENOSYS' }] as const;
    const texts = states.flatMap((perf) =>
      states.map((powercap) => JSON.stringify(advise(perf, powercap, bare, self))),
    );
    for (const text of texts) expect(text).not.toMatch(/chmod|paranoid=(0|-1)/);
  });
});

describe('lookAround', () => {
  test('tells bare metal, virtual machines and containers apart', () => {
    const cpuinfo = (flags: string) => `vendor_id\t: GenuineIntel\nflags\t\t: fpu vme ${flags}\n`;
    using bareMetal = Machine.of({
      'proc/cpuinfo': cpuinfo('sse'),
      'proc/sys/kernel/perf_event_paranoid': '-1\n',
    });
    expect(lookAround(bareMetal)).toEqual({ ...bare, paranoid: -1 });
    using docker = Machine.of({
      'proc/cpuinfo': cpuinfo('hypervisor sse'),
      'proc/1/cgroup': '0::/\n',
      'proc/self/mountinfo': [
        '512 480 0:45 / / rw,relatime master:1 - overlay overlay rw,lowerdir=/a:/b',
        '530 512 0:60 / /sys/devices/virtual/powercap ro,relatime - tmpfs tmpfs ro',
      ].join('\n'),
      'sys/class/powercap/intel-rapl:0/nothing-but-a-dangling-link': '',
    });
    expect(lookAround(docker)).toEqual({
      bareMetal: false,
      container: true,
      powercapHidden: true,
      paranoid: null,
    });
    using kubernetes = Machine.of({ 'proc/1/cgroup': '4:memory:/kubepods/besteffort/pod1/abc\n' });
    expect(lookAround(kubernetes).container).toBe(true);
  });
});

test('the driver says it for files that only root may read', async () => {
  using host = createFakeHost(Machine.specimen('two-sockets'));
  for (const zone of ['intel-rapl:0', 'intel-rapl:1', 'intel-rapl:0:0', 'intel-rapl:1:0']) {
    host.machine.refuse(`sys/class/powercap/${zone}/energy_uj`, 'EACCES');
  }
  const [finding] = await raplDriver.discover({ backend: 'auto' }, host);
  expect(finding).toMatchObject({
    id: 'rapl',
    status: 'blocked',
    reason: 'powercap is readable by root only',
  });
});
