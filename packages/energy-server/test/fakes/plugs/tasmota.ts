// A plug with Tasmota: commands in the query, with user and password there if it has one.

import { FakePlug, type Reply } from './fake-plug.ts';

const WARNING = { WARNING: 'Need user=<username>&password=<password>' };

export class Tasmota extends FakePlug {
  watts: number | number[] = 42.5;
  kilowattHours: number | number[] = 0.02;
  metered = true;
  /** Firmwares before 8.2.3 refuse with status 200. */
  old = false;
  /** Firmwares before version 6 answer Status 8 without sensors. */
  answersStatus8 = true;
  time = '2026-11-23T12:00:00';

  protected override reply(path: string, query: URLSearchParams): Reply {
    if (path !== '/cm') return { status: 404, body: 'File Not Found' };
    if (this.password !== null && !(query.get('user') === 'admin' && query.get('password') === this.password))
      return { status: this.old ? 200 : 401, body: WARNING };
    const command = query.get('cmnd')?.toLowerCase();
    if (command !== 'status 8' && command !== 'status 10')
      return { status: 200, body: { Command: 'Unknown' } };
    if (!this.metered || (command === 'status 8' && !this.answersStatus8))
      return { status: 200, body: { StatusSNS: { Time: this.time, Switch1: 'ON' } } };
    const energy = {
      TotalStartTime: '2026-01-01T00:00:00',
      Total: this.kilowattHours,
      Yesterday: 0.1,
      Today: 0.02,
    };
    const ENERGY = {
      ...energy,
      Power: this.watts,
      ApparentPower: 50,
      Factor: 0.85,
      Voltage: 230,
      Current: 0.2,
    };
    return { status: 200, body: { StatusSNS: { Time: this.time, ENERGY } } };
  }
}
