// A Shelly of the first generation: a Plug S, an energy meter (EM), or a switch without a meter.

import type { IncomingMessage } from 'node:http';
import { FakePlug, type Load, type Reply } from './fake-plug.ts';

export class ShellyGen1 extends FakePlug {
  model: 'plug-s' | 'em' | 'shelly-1' = 'plug-s';
  load: Load = { watts: 42.5, wattHours: 20 };
  valid = true;
  /** 0 while it does not know the time. */
  seconds = 1_795_435_200;

  protected override reply(path: string, _query: URLSearchParams, question: IncomingMessage): Reply {
    if (path === '/shelly')
      return { status: 200, body: { type: 'SHPLG-S', mac: '7C87CEBCECAB', auth: this.password !== null } };
    const expected = `Basic ${btoa(`admin:${this.password}`)}`;
    if (this.password !== null && question.headers.authorization !== expected)
      return {
        status: 401,
        body: '401 Unauthorized',
        headers: { 'www-authenticate': 'Basic realm="shelly"' },
      };
    if (path !== '/status') return { status: 404, body: 'Not Found' };
    return { status: 200, body: this.#status() };
  }

  #status(): object {
    const { watts, wattHours } = this.load;
    const common = { wifi_sta: { connected: true }, unixtime: this.seconds, relays: [{ ison: true }] };
    switch (this.model) {
      case 'plug-s': {
        const meter = {
          power: watts,
          is_valid: this.valid,
          timestamp: this.seconds,
          counters: [42.4, 42.5, 42.6],
        };
        return { ...common, meters: [{ ...meter, total: Math.round(wattHours * 60) }] };
      }
      case 'em': {
        const idle = { power: 0, pf: 0, voltage: 230.1, is_valid: true, total: 0, total_returned: 0 };
        return { ...common, emeters: [{ ...idle, power: watts, total: wattHours }, idle] };
      }
      case 'shelly-1':
        return { ...common, meters: [{ power: 0, is_valid: true }] };
    }
  }
}
