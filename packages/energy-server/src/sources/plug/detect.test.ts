// Which firmware it is, where nobody said: a web server is asked first, TP-Link's own port only where none of ours answers there.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Kasa } from '../../../test/fakes/plugs/kasa.ts';
import { PlugBench, told } from '../../../test/fakes/plugs/plug-bench.ts';
import { ShellyGen1 } from '../../../test/fakes/plugs/shelly-gen1.ts';

/** A loopback address that nobody else uses: the ports are those that are asked where none is named. */
const host = '127.9.9.9';
const DESCRIBE = '{"system":{"get_sysinfo":null}}';

let bench: PlugBench;
let kasa: Kasa;
beforeEach(() => {
  bench = new PlugBench();
  kasa = new Kasa();
  kasa.place = { host, port: 9999 };
});
afterEach(() => bench[Symbol.asyncDispose]());

const [kasaPort, webPort] = [await obstacle(9999), await obstacle(80)];
const anyPort = kasaPort ?? webPort;

// A port that only root may use is nobody's.
const kasaTrouble = kasaPort ?? (webPort === 'EACCES' ? null : webPort);

describe.skipIf(kasaTrouble !== null)(named('no web server', kasaTrouble), () => {
  test('a Kasa is found, and hears no password', async () => {
    await bench.plug(kasa);
    const source = await bench.open({ address: host }, { password: 'sesame-open' });
    expect(told(await source.read())[0]).toEqual(['power', 42.5]);
    expect(source.channels[0]?.id).toBe(`plug:${host}:power`);
    expect(Buffer.concat(kasa.heard).includes('sesame')).toBe(false);
    expect(kasa.asked.join()).not.toContain('sesame');
  });

  test('a strip is asked for the picked outlet', async () => {
    kasa.loads = [10, 20].map((watts) => ({ watts, wattHours: 0 }));
    await bench.plug(kasa);
    expect(told(await (await bench.open({ address: host }, { channel: 1 })).read())[0]).toEqual([
      'power',
      20,
    ]);
  });

  test('one without a meter is told so', async () => {
    kasa.metered = false;
    await bench.plug(kasa);
    await expect(bench.open({ address: host })).rejects.toMatchObject({
      recovery: 'give-up',
      message: `the TP-Link device at ${host} does not measure power`,
    });
  });

  test('and nobody else: what the web server said, or did not', async () => {
    const failure = { recovery: 'retry', message: `The plug at ${host} gives no answer: ECONNREFUSED.` };
    await expect(bench.open({ address: host })).rejects.toMatchObject(failure);
    kasa.misbehaviour = 'garbage';
    await bench.plug(kasa);
    await expect(bench.open({ address: host })).rejects.toMatchObject(failure);
    expect(kasa.asked).toEqual([DESCRIBE]);
  });

  test('at a port that somebody named: no other is asked, and that one as a web server only', async () => {
    const elsewhere = new Kasa();
    elsewhere.place = { host, port: 0 };
    await bench.plug(elsewhere);
    await bench.plug(kasa);
    await expect(bench.open(elsewhere)).rejects.toMatchObject({ recovery: 'retry' });
    expect([...elsewhere.asked, ...kasa.asked]).toEqual([]);
  });

  test.each(['shelly', 'tasmota'])('of %s: no other port is asked', async (kind) => {
    await bench.plug(kasa);
    await expect(bench.open({ address: host }, { kind })).rejects.toMatchObject({ recovery: 'retry' });
    expect(kasa.asked).toEqual([]);
  });
});

describe.skipIf(anyPort !== null)(named('a web server', anyPort), () => {
  test('of a Shelly: no other port is asked, whatever else goes wrong', async () => {
    const shelly = new ShellyGen1();
    shelly.place = { host, port: 80 };
    await bench.plug(shelly);
    await bench.plug(kasa);
    expect(told(await (await bench.open({ address: host })).read())[0]).toEqual(['power', 42.5]);
    shelly.password = 'correct-horse';
    await expect(bench.open({ address: host }, { password: 'wrong' })).rejects.toMatchObject({
      recovery: 'give-up',
      message: `wrong user or password for the plug at ${host}`,
    });
    expect(kasa.asked).toEqual([]);
  });

  test('of a stranger: a Kasa beside it is found; without one it is told', async () => {
    const stranger = new ShellyGen1();
    stranger.place = { host, port: 80 };
    stranger.misbehaviour = 'html';
    await bench.plug(stranger);
    await expect(bench.open({ address: host })).rejects.toMatchObject({
      recovery: 'give-up',
      message: expect.stringContaining('neither a Shelly nor a Tasmota'),
      remedy: { text: expect.stringContaining('Kasa') },
    });
    await bench.plug(kasa);
    expect(told(await (await bench.open({ address: host })).read())[0]).toEqual(['power', 42.5]);
  });
});

/** Why nothing of ours may listen at this port: somebody does on all addresses, or only root may; null where it may. */
async function obstacle(port: number): Promise<string | null> {
  const server = createServer();
  try {
    await once(server.listen(port, host), 'listening');
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    server.close();
  }
}

function named(name: string, trouble: string | null): string {
  return trouble === null ? name : `${name} (skipped: its port cannot be used: ${trouble})`;
}
