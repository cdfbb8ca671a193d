// The conversation, byte for byte, through a real pseudo-terminal and the real serial port.

import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MeterOnPty } from '../../../test/fakes/mcp39f511n/meter-on-pty.ts';
import type { MisbehaviourName } from '../../../test/fakes/mcp39f511n/misbehaviour.ts';
import { createLinuxHost } from '../../host/linux-host.ts';
import { MeterFault, MeterSession } from './meter-session.ts';
import { MEASUREMENT, parseMeasurement, type Register, wattsOf } from './registers.ts';

const BOTH_POWERS: Register = { address: 0x0016, bytes: 8 };

/** The meter's second-shortest interval: patience is then 120 ms. */
const INTERVAL_MS = 40;

const host = createLinuxHost({ sysfs: '/sys', procfs: '/proc', dev: '/dev' });
let board: MeterOnPty;
let session: MeterSession;

beforeEach(() => {
  board = new MeterOnPty();
  session = new MeterSession(host, board.path);
  session.intervalMs = INTERVAL_MS;
});
afterEach(() => {
  session[Symbol.dispose]();
  board[Symbol.dispose]();
});

function bytes(hex: string): Uint8Array {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

/** 50 W and 0 W at range 19; the same as the simulated meter says by itself. */
const GOOD = bytes('06 0B 88 13 00 00 00 00 00 00 AC');

async function watts(): Promise<readonly number[]> {
  const { data } = await session.read(BOTH_POWERS);
  const view = new DataView(data.buffer, data.byteOffset);
  return [view.getUint32(0, true), view.getUint32(4, true)].map((raw) => wattsOf(raw, 19));
}

function answerWith(...parts: readonly Uint8Array[]): void {
  board.script.push(parts);
}

describe('good', () => {
  // Patience of a second, so that a busy machine does not turn these into gaps.
  beforeEach(() => {
    session.intervalMs = 8 * INTERVAL_MS;
  });

  test('the answer as it stands in the table', async () => {
    answerWith(GOOD);
    expect(await watts()).toEqual([50, 0]);
  });

  test('stamped when its last byte arrived', async () => {
    board.misbehaviours = [{ name: 'split', every: 1 }];
    const before = host.clock.now().timelineMs;
    const { at } = await session.read(BOTH_POWERS);
    // Eleven bytes, each 5 ms after the one before: a stamp of the first byte would be younger than that.
    expect(at.timelineMs - before).toBeGreaterThanOrEqual(50);
    expect(at.timelineMs).toBeLessThanOrEqual(host.clock.now().timelineMs);
  });

  test('split into single bytes', async () => {
    board.misbehaviours = [{ name: 'split', every: 1 }];
    expect(await watts()).toEqual([50, 0]);
  });

  test('glued: a stale answer is flushed before the request', async () => {
    board.emit(bytes('06 0B 39 30 00 00 85 1A 00 00 19'));
    // The kernel carries it over in its own time; without a turn of the event loop it waits there until the request.
    execFileSync('sleep', ['0.05']);
    expect(await watts()).toEqual([50, 0]);
  });

  test('a stale answer that is still under way makes a gap, never a value', async () => {
    answerWith(bytes('06 0B 39 30 00 00 85 1A 00 00 19 06 0B 88 13 00 00 00 00 00 00 AC'));
    await expect(watts()).rejects.toThrow(MeterFault);
    expect(await watts()).toEqual([50, 0]);
  });
});

describe('a gap, and the next request works', () => {
  const noise = [...Array(200).keys()].map((i) => (i * 89 + 6) & 0xff);

  test.each([
    ['refused', '15', /refused/],
    ['truncated', '06 0B 88 13', /in time/],
    ['wrong length', '06 0C 88 13 00 00 00 00 00 00 00 AD', /length/],
    ['bit flip', '06 0B 89 13 00 00 00 00 00 00 AC', /checksum/],
    ['noise', Buffer.from(noise).toString('hex'), /discarded/],
    ['a different device that echoes', 'A5 08 41 00 16 4E 08 5A', /discarded/],
    ['silence', '', /in time/],
  ])('%s', async (_, answer, reason) => {
    answerWith(bytes(answer));
    const failure = await watts().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MeterFault);
    expect(String(failure)).toMatch(reason);
    expect(await watts()).toEqual([50, 0]);
  });

  test('checksum complaint: sent again once', async () => {
    answerWith(bytes('51'));
    expect(await watts()).toEqual([50, 0]);
    expect(board.meter.requests).toBe(2);
  });

  test('checksum complaint twice: a gap', async () => {
    answerWith(bytes('51'));
    answerWith(bytes('51'));
    await expect(watts()).rejects.toThrow(/damaged/);
    expect(board.meter.requests).toBe(2);
    expect(await watts()).toEqual([50, 0]);
  });

  test('a rest of the answer that comes late is waited out', async () => {
    answerWith(bytes('15'));
    const failing = watts();
    let late = 0;
    for (const afterMs of [20, 40, 60]) {
      setTimeout(() => {
        board.emit(GOOD);
        late += 1;
      }, afterMs);
    }
    await expect(failing).rejects.toThrow(MeterFault);
    expect(late).toBe(3);
    expect(await watts()).toEqual([50, 0]);
  });

  test('a line that babbles for ever does not hold us for ever', async () => {
    answerWith(bytes('15'));
    const babble = setInterval(() => board.emit(bytes('06')), 5);
    try {
      await expect(watts()).rejects.toThrow(MeterFault);
    } finally {
      clearInterval(babble);
    }
  });
});

describe('unplugged', () => {
  test('while a request is in flight', async () => {
    answerWith(bytes('06 0B'));
    const asking = watts();
    setTimeout(() => board.unplug(), 10);
    await expect(asking).rejects.toMatchObject({ name: 'HostError', code: 'ENODEV' });
  });

  test('before a request', async () => {
    board.unplug();
    await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(watts()).rejects.toMatchObject({ name: 'HostError' });
    await expect(session.untilQuiet()).rejects.toMatchObject({ name: 'HostError' });
  });
});

test('one request at a time', async () => {
  const first = watts();
  await expect(watts()).rejects.toThrow(/in flight/);
  expect(await first).toEqual([50, 0]);
});

describe('every misbehaviour', () => {
  const names: readonly MisbehaviourName[] = [
    'split',
    'glued',
    'doubled',
    'nak',
    'csfail',
    'truncated',
    'wrong-length',
    'bit-flip',
    'noise',
    'silence',
    'echo',
  ];

  test.each(names)('%s at every third: right values or gaps', async (name) => {
    board.misbehaviours = [{ name, every: 3 }];
    let values = 0;
    for (let round = 0; round < 9; round += 1) {
      const answer = await session.read(MEASUREMENT).catch((error: unknown) => error);
      if (answer instanceof MeterFault) continue;
      const { rawPower, volts } = parseMeasurement((answer as { data: Uint8Array }).data);
      expect([...rawPower, volts]).toEqual([5000, 0, 230.1]);
      values += 1;
    }
    expect(values).toBeGreaterThanOrEqual(6);
  });
});
