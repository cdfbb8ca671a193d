// Finding, losing and finding again: the driver and simulated meters plugged into a machine in a folder.

import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench, collect, FAST, failureOf, outlets, wattsOf } from '../../../test/fakes/mcp39f511n/bench.ts';
import { MeterOnPty } from '../../../test/fakes/mcp39f511n/meter-on-pty.ts';
import { HostError } from '../../host/host.ts';
import { WallMeterOptions } from './options.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench[Symbol.asyncDispose]());

describe('found', () => {
  test('by USB, under its serial number', async () => {
    bench.plugIn();
    expect(await bench.discover()).toMatchObject([{ id: 'wall-meter:0003', status: 'ready' }]);
    expect(await bench.discover({ enabled: false })).toEqual([]);
  });

  test('without a serial number under the socket it is in; equal serial numbers are told apart', async () => {
    bench.plugIn(FAST, { serial: null });
    bench.plugIn(FAST, { tty: 'ttyACM1', port: '1-3', serial: '7' });
    bench.plugIn(FAST, { tty: 'ttyACM2', port: '1-4', serial: '7' });
    const ids = (await bench.discover()).map(({ id }) => id);
    expect(ids).toEqual(['wall-meter:usb-1-1.2', 'wall-meter:7@usb-1-3', 'wall-meter:7@usb-1-4']);
  });

  test('nothing where nothing is', async () => {
    expect(await bench.discover()).toEqual([]);
    bench.machine.write('sys/bus/usb/devices/1-1/idVendor', '1d6b\n');
    bench.machine.write('sys/bus/usb/devices/1-1/idProduct', '0002\n');
    expect(await bench.discover()).toEqual([]);
  });

  test('by a configured path, once, and under the serial number if USB knows it', async () => {
    bench.plugIn();
    expect(await bench.discover({ boards: [{ path: 'ttyACM0' }] })).toMatchObject([
      { id: 'wall-meter:0003' },
    ]);
    using pty = new MeterOnPty({ setup: FAST });
    const found = await bench.discover({ boards: [{ path: pty.path }] });
    expect(found.map(({ id }) => id)).toEqual([`wall-meter:${pty.path}`, 'wall-meter:0003']);
  });

  test('blocked with the way out: missing, forbidden, in use', async () => {
    const missing = await bench.discover({ boards: [{ path: 'ttyACM9' }] });
    expect(missing).toMatchObject([{ status: 'blocked', reason: 'There is no ttyACM9.' }]);
    bench.plugIn();
    const other = await bench.openFirst();
    await expect(bench.open((await bench.discover())[0])).rejects.toMatchObject({
      recovery: 'reopen',
      message: expect.stringContaining('Another program uses'),
      remedy: { command: `fuser -v ${join(bench.machine.root, 'dev/ttyACM0')}` },
    });
    await other[Symbol.asyncDispose]();
  });

  test.each([
    ['dialout on Debian', 20, 'sudo usermod -aG dialout $USER'],
    ['uucp on Arch', 987, 'sudo usermod -aG uucp $USER'],
    ['root, whose group nobody should join', 0, /^sudo chown \d+ \/dev\/pts\/\d+$/],
    ['one without a name', 4242, /^sudo chown \d+ \/dev\/pts\/\d+$/],
  ])('that may not be opened: the group that owns it is %s', async (_, gid, command) => {
    bench.plugIn();
    bench.machine.write('etc/group', 'root:x:0:\n\n+\ndialout:x:20:ada\nuucp:x:987:\n');
    const check = () => {
      throw new HostError('EACCES', '/dev/ttyACM0');
    };
    const serialPorts = { ...bench.host.serialPorts, check, groupOf: () => gid };
    bench.host = { ...bench.host, serialPorts, etc: bench.machine.etc };
    const [finding] = await bench.discover();
    expect(finding?.status === 'blocked' ? finding.remedy.command : finding?.status).toMatch(command);
  });
});

describe('a different device behind the same bridge', () => {
  test.each(['echo', 'silence'] as const)(
    'that answers with %s is not claimed, and asked once per plugging in',
    async (name) => {
      const board = bench.plugIn();
      board.misbehaviours = [{ name, every: 1 }];
      await expect(bench.openFirst()).rejects.toMatchObject({ recovery: 'give-up' });
      const asked = board.meter.requests;
      expect(await bench.discover()).toEqual([]);
      expect(board.meter.requests).toBe(asked);
      bench.pullOut(board);
      bench.plugIn();
      expect(await bench.discover()).toMatchObject([{ id: 'wall-meter:0003', status: 'ready' }]);
    },
  );

  test('that answers, but not of the mains, is not claimed', async () => {
    bench.plugIn({ volts: 12 });
    await expect(bench.openFirst()).rejects.toThrow(/12\.0 V/);
  });
});

describe('faults', () => {
  test.each(['nak', 'silence', 'bit-flip', 'truncated', 'noise'] as const)(
    '%s three times in a row: close and look again',
    async (name) => {
      const board = bench.plugIn();
      const source = await bench.openFirst();
      await collect(source, 2);
      board.misbehaviours = [{ name, every: 1 }];
      const failure = await failureOf(source);
      expect(failure).toMatchObject({
        recovery: 'reopen',
        message: expect.stringContaining('3 times in a row'),
      });
      await source[Symbol.asyncDispose]();
      board.misbehaviours = [];
      await collect(await bench.openFirst(), 2);
    },
  );

  test('a meter that stays silent for longer is asked again and again: it has proved to be one', async () => {
    const board = bench.plugIn();
    const source = await bench.openFirst();
    board.misbehaviours = [{ name: 'silence', every: 1 }];
    await failureOf(source);
    await source[Symbol.asyncDispose]();
    await expect(bench.openFirst()).rejects.toMatchObject({
      recovery: 'reopen',
      message: expect.stringContaining('does not answer like one'),
    });
    board.misbehaviours = [];
    expect(await bench.discover()).toMatchObject([{ id: 'wall-meter:0003', status: 'ready' }]);
    await collect(await bench.openFirst(), 2);
  });

  test('now and then: gaps, and every value right', async () => {
    const board = bench.plugIn();
    const source = await bench.openFirst();
    board.misbehaviours = [
      { name: 'nak', every: 5 },
      { name: 'bit-flip', every: 7 },
    ];
    const values = wattsOf(await collect(source, 30), 'wall-meter:0003:outlet-1');
    expect(new Set(values)).toEqual(new Set([50]));
  });

  test('unplugged: lost; plugged in again: the same id, and readings', async () => {
    const board = bench.plugIn();
    const source = await bench.openFirst();
    await collect(source, 2);
    bench.pullOut(board);
    expect(await failureOf(source)).toMatchObject({ recovery: 'reopen' });
    expect(await bench.discover()).toEqual([]);
    await source[Symbol.asyncDispose]();
    bench.plugIn();
    const again = await bench.openFirst();
    expect(again.channels.map(({ id }) => id)).toEqual(source.channels.map(({ id }) => id));
    await collect(again, 2);
  });

  test('of one board leave the other alone', async () => {
    const first = bench.plugIn(FAST, { serial: 'a' });
    bench.plugIn(FAST, { serial: 'b', tty: 'ttyACM1', port: '1-3' });
    const [one, two] = await bench.discover();
    const [left, right] = [await bench.open(one), await bench.open(two)];
    expect(left.notes.join()).toContain('More than one board');
    bench.pullOut(first);
    expect(await failureOf(left)).toMatchObject({ recovery: 'reopen' });
    await right.read();
    await collect(right, 4);
  });
});

test('a wrong setting is refused', () => {
  for (const wrong of [
    { boards: [{ 'interval-cycles': 1 }] },
    { boards: [{ 'interval-cycles': 3 }] },
    { boards: [{ outlets: outlets('the fridge', 'nothing') }] },
    { board: [] },
  ]) {
    expect(WallMeterOptions.safeParse(wrong).success).toBe(false);
  }
});
