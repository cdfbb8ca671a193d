// A process of its own with the fakes of a big machine, so that their cost is not taken for that of the energy server.
// node meter-fakes.ts PACKAGES BOARDS PLUGS SILENT SILENT-AFTER-MS; prints where they are as JSON, ends with its standard input.

import { MeterOnPty } from '../test/fakes/mcp39f511n/meter-on-pty.ts';
import { ShellyGen2 } from '../test/fakes/plugs/shelly-gen2.ts';
import { PaperPackages } from './paper-packages.ts';

const ADVANCE_MS = 250;

const [packages = 0, boards = 0, plugs = 0, silent = 0, silentAfterMs = 0] = process.argv
  .slice(2)
  .map(Number);
const machine = new PaperPackages(packages);
const meters = Array.from({ length: boards }, () => new MeterOnPty());
const outlets = await Promise.all(Array.from({ length: plugs }, () => new ShellyGen2().start()));
setInterval(() => machine.advance(), ADVANCE_MS);
if (silentAfterMs > 0) {
  setTimeout(() => {
    for (const plug of outlets) plug.misbehaviour = 'silence';
    for (const meter of meters.slice(0, silent)) meter.misbehaviours = [{ name: 'silence', every: 1 }];
  }, silentAfterMs);
}
console.log(
  JSON.stringify({
    sysfs: machine.sysfs,
    boards: meters.map(({ path }) => path),
    plugs: outlets.map(({ address }) => address),
  }),
);
process.stdin.resume().on('end', () => {
  machine[Symbol.dispose]();
  process.exit(0);
});
