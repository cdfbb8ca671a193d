// Rights for real, of devices that are files: boards, management controllers and serial lines, before and after their own advice.

import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followAdvice } from './fakes/advised-server.ts';
import { cannotGive, InstalledCopy } from './fakes/installed-copy.ts';
import { Machine } from './fakes/machine.ts';
import { MeterOnPty } from './fakes/mcp39f511n/meter-on-pty.ts';

const BOARD = 'sys/class/hwmon/hwmon0';
/** Of Debian and everything that comes from it. */
const DIALOUT = 20;

/** A computer with a board's meter, a controller and a serial line, none of them for everybody. */
class LockedMachine implements Disposable {
  readonly machine = Machine.of({
    [`${BOARD}/name`]: 'power_meter\n',
    [`${BOARD}/power1_average`]: '212000000\n',
    [`${BOARD}/power1_average_interval`]: '1000\n',
    'proc/stat': 'cpu  0 0 0 0 0 0 0 0 0 0\n',
    'dev/controller': 'no controller at all\n',
  });
  readonly controller = join(this.machine.root, 'dev', 'controller');
  readonly meter: MeterOnPty;
  readonly config = join(this.machine.root, 'config.toml');

  constructor() {
    const { root } = this.machine;
    chmodSync(root, 0o755);
    this.machine.link(`${BOARD}/device`, '../../../devices/ACPI000D:00');
    mkdirSync(join(root, 'sys/devices/ACPI000D:00'), { recursive: true });
    chmodSync(join(root, BOARD, 'power1_average'), 0o400);
    chmodSync(this.controller, 0o600);
    this.meter = new MeterOnPty({ setup: { n: 1 } });
    chownSync(this.meter.path, 0, DIALOUT);
    chmodSync(this.meter.path, 0o660);
    writeFileSync(
      this.config,
      `[ipmi]\ndevice = "${this.controller}"\n[[wall-meter.boards]]\npath = "${this.meter.path}"\n`,
    );
  }

  get words(): readonly string[] {
    const { root } = this.machine;
    const paths = ['--path.sysfs', join(root, 'sys'), '--path.procfs', join(root, 'proc')];
    return ['--config', this.config, ...paths];
  }

  [Symbol.dispose](): void {
    this.meter[Symbol.dispose]();
    this.machine[Symbol.dispose]();
  }
}

const why = cannotGive(['dac_read_search']);

describe.skipIf(why !== null)(
  why === null ? 'with real rights' : `with real rights (skipped: ${why})`,
  { timeout: 60_000 },
  () => {
    const parts = new DisposableStack();
    let copy: InstalledCopy;
    let locked: LockedMachine;
    beforeAll(async () => {
      copy = parts.use(new InstalledCopy());
      locked = parts.use(new LockedMachine());
      await copy.make();
    }, 60_000);
    afterAll(() => parts.dispose());

    const source = (id: string, groups: readonly number[] = []) => copy.sources(id, locked.words, [], groups);

    test('a board: its meter is for root, and the advice of the energy server, typed word by word, reads it', async () => {
      const { before, after } = await followAdvice(copy, locked.words, 'hwmon:power_meter@ACPI000D:00', {
        // Its first power lies between its first two readings.
        until: ({ channels }) => channels[0]?.watts != null,
      });
      expect(before).toMatchObject({ status: 'blocked', channels: [] });
      expect(before.remedy?.command).toContain('--ambient-caps=+dac_read_search');
      expect(after).toMatchObject({ status: 'ready', reason: null });
      expect(after.channels[0]?.watts).toBeCloseTo(212, 9);
    });

    test('a controller: after the advice the user may ask, and hears what is wrong with it', async () => {
      const before = await source('ipmi');
      expect(before).toMatchObject({ status: 'blocked' });
      expect(before.reason).toContain('This user may not ask');
      const { status, stderr } = await copy.type(before.remedy?.command ?? 'false').ended;
      expect([status, stderr]).toEqual([0, '']);
      expect((await source('ipmi')).reason).toContain('ENOTTY');
    });

    test('a serial line: its group is named, and a member of it reads the meter', async () => {
      const id = `wall-meter:${locked.meter.path}`;
      expect(await source(id)).toMatchObject({
        status: 'blocked',
        reason: `This user may not open the serial line ${locked.meter.path}.`,
        remedy: { command: 'sudo usermod -aG dialout $USER' },
      });
      // What logging in again gives.
      expect(await source(id, [DIALOUT])).toMatchObject({ status: 'ready', reason: null });
    });
  },
);
