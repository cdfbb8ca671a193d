// Passwords: told as each firmware asks for them, refused without a storm of questions, and never shown to anybody.

import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakePlug } from '../../../test/fakes/plugs/fake-plug.ts';
import { PlugBench, told } from '../../../test/fakes/plugs/plug-bench.ts';
import { ShellyGen1 } from '../../../test/fakes/plugs/shelly-gen1.ts';
import { ShellyGen2 } from '../../../test/fakes/plugs/shelly-gen2.ts';
import { Tasmota } from '../../../test/fakes/plugs/tasmota.ts';

const PASSWORD = 's3cret&x=y "ü"\\';

let bench: PlugBench;
beforeEach(() => {
  bench = new PlugBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

function old(): Tasmota {
  const plug = new Tasmota();
  plug.old = true;
  return plug;
}

describe.each<[string, () => FakePlug]>([
  ['Shelly generation 1 (basic)', () => new ShellyGen1()],
  ['Shelly generation 2 (digest)', () => new ShellyGen2()],
  ['Tasmota (query)', () => new Tasmota()],
  ['Tasmota before 8.2.3 (query, refusing with 200)', old],
])('%s', (_, create) => {
  test('the right one opens it', async () => {
    const plug = await bench.plug(create());
    // Headers of basic authentication are UTF-8 here and Latin-1 in the fake: plain letters for both.
    plug.password = 'correct-horse';
    const source = await bench.open(plug, { password: 'correct-horse' });
    await bench.second();
    expect((await source.read()).length).toBeGreaterThan(2);
  });

  test('P16: the wrong one is blocked after few questions, with advice', async () => {
    const plug = await bench.plug(create());
    plug.password = 'correct-horse';
    await expect(bench.open(plug, { password: PASSWORD })).rejects.toMatchObject({
      recovery: 'give-up',
      message: `wrong user or password for the plug at ${plug.address}`,
      remedy: { text: expect.stringContaining('section plug') },
    });
    expect(plug.asked.length).toBeLessThanOrEqual(4);
  });

  test('none is another advice', async () => {
    const plug = await bench.plug(create());
    plug.password = 'correct-horse';
    await expect(bench.open(plug)).rejects.toMatchObject({
      recovery: 'give-up',
      message: `the plug at ${plug.address} asks for a password, and none is set`,
    });
  });

  test('one that is changed while it is read blocks it', async () => {
    const plug = await bench.plug(create());
    plug.password = 'correct-horse';
    const source = await bench.open(plug, { password: 'correct-horse' });
    plug.password = 'other';
    expect(await bench.failure(source)).toMatchObject({ recovery: 'give-up' });
  });

  test('is in nothing that is shown or logged', async () => {
    const plug = await bench.plug(create());
    plug.password = PASSWORD;
    const failures: unknown[] = [];
    for (const misbehaviour of [null, 'hang-up', 'half'] as const) {
      plug.misbehaviour = null;
      const source = await bench.open(plug, { password: 'sesame-open' }).catch((error: unknown) => error);
      plug.password = 'sesame-open';
      const other = await bench.open(plug, { password: 'sesame-open' });
      failures.push(source, other.channels, other.notes);
      plug.misbehaviour = misbehaviour;
      plug.password = PASSWORD;
      failures.push(await bench.failure(other));
    }
    expect(inspect(failures, { depth: 20, showHidden: true })).not.toContain('sesame');
  });
});

describe('digest', () => {
  test('a nonce serves until it is forgotten: one question a second, two when a new one is told', async () => {
    const plug = await bench.plug(new ShellyGen2());
    plug.password = PASSWORD;
    const source = await bench.open(plug, { password: PASSWORD });
    plug.asked.length = 0;
    await bench.second();
    expect(plug.asked).toHaveLength(1);
    plug.forgetNonce();
    plug.asked.length = 0;
    await bench.second();
    expect(plug.asked).toHaveLength(2);
    expect(told(await source.read())).toHaveLength(2 * 3);
  });
});

test('auto tells no stranger the password', async () => {
  const plug = await bench.plug(new Tasmota());
  plug.misbehaviour = 'html';
  await expect(bench.open(plug, { password: PASSWORD })).rejects.toMatchObject({ recovery: 'give-up' });
  expect(plug.asked).toEqual(['/shelly', '/cm?cmnd=Status%208']);
});
