// A process of its own with the fakes that are measured, so that their cost is not taken for that of the energy server.
// node meter-fakes.ts WANTED, as JSON; prints where they are as JSON, ends with its standard input.

import { MeterOnPty } from '../test/fakes/mcp39f511n/meter-on-pty.ts';
import { NutServer } from '../test/fakes/nut-server.ts';
import { Kasa } from '../test/fakes/plugs/kasa.ts';
import { ShellyGen1 } from '../test/fakes/plugs/shelly-gen1.ts';
import { ShellyGen2 } from '../test/fakes/plugs/shelly-gen2.ts';
import { Tasmota } from '../test/fakes/plugs/tasmota.ts';
import { ownCertificate, RedfishServer } from '../test/fakes/redfish-server.ts';
import type { FakesWanted, Places, PlugKind } from './fakes-wanted.ts';
import { PaperPackages } from './paper-packages.ts';

const ADVANCE_MS = 250;

type Plug = ShellyGen1 | ShellyGen2 | Tasmota | Kasa;

const wanted = JSON.parse(process.argv[2] ?? '{}') as FakesWanted;
const machine = new PaperPackages(wanted.packages ?? 0);
const meters = Array.from({ length: wanted.boards ?? 0 }, () => new MeterOnPty());
const plugs = await many<Plug>(wanted.plugs, () => plugOf(wanted.plugKind ?? 'shelly-2').start());
const certificate = wanted.controllers === undefined ? null : ownCertificate();
const controllers = await many(wanted.controllers, async () => {
  const controller = await new RedfishServer(certificate).start();
  controller.chassis('1', { newer: 217 });
  return controller;
});
const supplies = await many(wanted.supplies, () => {
  const server = new NutServer();
  server.variables.set('ups.realpower', '123');
  return server.start();
});
setInterval(advance, ADVANCE_MS);
if (wanted.silentAfterMs !== undefined) {
  setTimeout(() => {
    for (const plug of plugs) plug.misbehaviour = 'silence';
    for (const meter of meters.slice(0, wanted.silent)) meter.misbehaviours = [{ name: 'silence', every: 1 }];
  }, wanted.silentAfterMs);
}
const places: Places = {
  sysfs: machine.sysfs,
  boards: meters.map(({ path }) => path),
  plugs: plugs.map(({ address }) => address),
  controllers: controllers.map(({ url }) => url),
  supplies: supplies.map(({ port }) => port),
};
console.log(JSON.stringify(places));
process.stdin.resume().on('end', () => {
  machine[Symbol.dispose]();
  process.exit(0);
});

/** Whatever stands still is taken for broken after a while. */
function advance(): void {
  machine.advance();
  const now = Date.now();
  for (const plug of plugs) {
    if (plug instanceof ShellyGen1) plug.seconds = Math.floor(now / 1_000);
    if (plug instanceof Tasmota) plug.time = new Date(now).toISOString().slice(0, 19);
  }
}

function plugOf(kind: PlugKind): Plug {
  switch (kind) {
    case 'shelly-1':
      return new ShellyGen1();
    case 'shelly-2':
      return new ShellyGen2();
    case 'tasmota':
      return new Tasmota();
    case 'kasa':
      return new Kasa();
  }
}

async function many<Fake>(count = 0, make: () => Promise<Fake>): Promise<readonly Fake[]> {
  return await Promise.all(Array.from({ length: count }, make));
}
