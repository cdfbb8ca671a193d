// What an answer of those meters costs that are asked in the background: wall meters, plugs, management controllers, UPSes.

import { setTimeout as pause } from 'node:timers/promises';
import type { Host } from '../src/host/host.ts';
import { createIpmiDevices } from '../src/host/ipmi.ts';
import { createIpmiDriver } from '../src/sources/ipmi/driver.ts';
import { nutDriver } from '../src/sources/nut/driver.ts';
import { plugDriver } from '../src/sources/plug/driver.ts';
import { redfishDriver } from '../src/sources/redfish/driver.ts';
import { type Finding, type SourceDriver, SourceError } from '../src/sources/source.ts';
import { wallMeterDriver } from '../src/sources/wall-meter/driver.ts';
import { buildFakeIpmi, cannotBuild, powerReading } from '../test/fakes/ipmi/fake-ipmi.ts';
import { Machine } from '../test/fakes/machine.ts';
import { collectGarbage } from './cost.ts';
import { startFakes } from './fakes-aside.ts';
import type { PlugKind } from './fakes-wanted.ts';
import { hostAt, type ReadCost } from './reads.ts';

const WATCHED_MS = 5_000;
/** What opening costs is over then. */
const CALMING_MS = 1_000;
/** So many side by side where one would not answer often enough in that time. */
const SEVERAL = 8;

/** A board on a real pseudo-terminal, asked at the interval that the factory set. */
export async function wallMeterRead(): Promise<ReadCost> {
  await using fakes = await startFakes({ boards: 1 });
  const boards = fakes.boards.map((path) => ({ path }));
  return await costOfAnswers(await findingsOf(wallMeterDriver, { boards }, hostAt(fakes.sysfs)), 0);
}

/** Plugs on loopback, asked once a second. */
export async function plugRead(plugKind: PlugKind): Promise<ReadCost> {
  await using fakes = await startFakes({ plugs: SEVERAL, plugKind });
  const [kind] = plugKind.split('-');
  const plugs = fakes.plugs.map((address) => ({ address, kind, feeds: 'this computer' }));
  return await costOfAnswers(await findingsOf(plugDriver, { plugs }, hostAt(fakes.sysfs)), 1_000);
}

/**
 * Through the real FFI, with a library in the place of the kernel's driver, which reads a small file at each call. The answer is there
 * at the third look, after 20 ms: controllers take 5 to 50 ms.
 */
export async function ipmiRead(): Promise<ReadCost> {
  if (cannotBuild !== null) return { obstacle: cannotBuild };
  using machine = new Machine();
  const ipmi = createIpmiDevices(`${machine.root}/dev`, buildFakeIpmi());
  const host = { ...hostAt(`${machine.root}/sys`), ipmi };
  const findings: Finding[] = [];
  for (let index = 0; index < SEVERAL; index += 1) {
    machine.write(`dev/ipmi${index}`, `late 3 ${powerReading(217)}`);
    findings.push(...(await findingsOf(createIpmiDriver(), { device: `ipmi${index}` }, host)));
  }
  return await costOfAnswers(findings, 2_000);
}

/** Controllers on loopback by HTTPS, each question with a connection, a handshake and a password of its own. */
export async function redfishRead(): Promise<ReadCost> {
  // They are asked every five seconds.
  await using fakes = await startFakes({ controllers: 2 * SEVERAL });
  const login = { user: 'reader', password: 'secret' };
  const hosts = fakes.controllers.map((url) => ({ url, ...login, 'verify-tls': false }));
  return await costOfAnswers(await findingsOf(redfishDriver, { hosts }, hostAt(fakes.sysfs)), 5_000);
}

/** UPSes that tell watts, each of a NUT server of its own on loopback. */
export async function nutRead(): Promise<ReadCost> {
  await using fakes = await startFakes({ supplies: SEVERAL });
  const ups = fakes.supplies.map((port) => ({ name: 'desk', host: '127.0.0.1', port }));
  return await costOfAnswers(await findingsOf(nutDriver, { ups }, hostAt(fakes.sysfs)), 2_000);
}

async function findingsOf<Options>(
  driver: SourceDriver<Options>,
  given: object,
  host: Host,
): Promise<readonly Finding[]> {
  return await driver.discover(driver.options.parse(given), host);
}

/**
 * All CPU time of this process while they are asked at their own pace, divided by the answers that came. They are opened one after
 * the other within `paceMs`, so that each question wakes the process by itself, as that of a single one does.
 */
async function costOfAnswers(findings: readonly Finding[], paceMs: number): Promise<ReadCost> {
  if (findings.length === 0) return { obstacle: 'nothing to read was found' };
  await using opened = new AsyncDisposableStack();
  const sources = [];
  for (const finding of findings) {
    if (finding.status === 'blocked') return { obstacle: finding.reason };
    try {
      sources.push(opened.use(await finding.open()));
    } catch (error) {
      // One meter that fails once must not end all topics.
      if (error instanceof SourceError) return { obstacle: error.message };
      throw error;
    }
    await pause(paceMs / findings.length);
  }
  await pause(CALMING_MS);
  for (const source of sources) await source.read();
  collectGarbage(); // What earlier topics left behind is not its cost.
  const before = process.cpuUsage();
  await pause(WATCHED_MS);
  const { user, system } = process.cpuUsage(before);
  let answers = 0;
  for (const source of sources) answers += new Set((await source.read()).map(({ at }) => at.timelineMs)).size;
  if (answers === 0) return { obstacle: 'it gave no answer' };
  return { micros: (user + system) / answers, channels: sources[0]?.channels.length ?? 0, answers };
}
