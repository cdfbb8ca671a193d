// Plays the script of a specimen: driver, source and history as in the energy server, on a fake host whose time the script tells.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Channel } from '../src/energy/channel.ts';
import type { Reading } from '../src/energy/reading.ts';
import { History, type Settled } from '../src/history/history.ts';
import { batteryDriver } from '../src/sources/battery/driver.ts';
import { hwmonDriver } from '../src/sources/hwmon/driver.ts';
import { raplDriver } from '../src/sources/rapl/driver.ts';
import { type EnergySource, type Finding, type SourceDriver, SourceError } from '../src/sources/source.ts';
import { createFakeHost, type FakeHost } from './fakes/fake-host.ts';
import { MACHINES, Machine } from './fakes/machine.ts';

/** The drivers that read nothing but files. */
const DRIVERS = { rapl: raplDriver, hwmon: hwmonDriver, battery: batteryDriver } as const;

type DriverName = keyof typeof DRIVERS;

/** A script of beats; its form is told in `machines/README.md`. */
export interface Script {
  readonly about: string;
  /** What the machine's files hold at the first beat, where that is not what the folder says. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files that may not be read, by the errno name. */
  readonly refused?: Readonly<Record<string, string>>;
  /** The driver that is played, or several; RAPL unless told. */
  readonly driver?: DriverName | readonly DriverName[];
  readonly backend?: 'auto' | 'perf' | 'powercap';
  readonly perf?: Readonly<Record<string, number>>;
  readonly steps: readonly ScriptStep[];
  readonly expected: Expected;
}

interface ScriptStep {
  readonly pass: number;
  readonly times?: number;
  readonly files?: Readonly<Record<string, string>>;
  readonly add?: Readonly<Record<string, number>>;
  readonly counts?: Readonly<Record<string, number | { readonly fails: string }>>;
  readonly addCounts?: Readonly<Record<string, number>>;
  readonly fails?: boolean;
}

interface Expected {
  readonly absent?: boolean;
  readonly channels?: Readonly<Record<string, number>>;
  readonly total?: number;
  /** Of the whole, at the end. */
  readonly watts?: number;
  readonly parts?: Readonly<Record<string, number>>;
  readonly shown?: readonly string[];
  readonly distrusted?: readonly string[];
  readonly notes?: readonly string[];
  readonly quiet?: readonly string[];
  readonly lost?: string;
}

/** What came of it. */
export interface Played {
  readonly findings: readonly Finding[];
  /** By channel, all that its steps added. */
  readonly joules: ReadonlyMap<string, number>;
  readonly settled: Settled | null;
  readonly channels: readonly Channel[];
  readonly notes: readonly string[];
  readonly failures: readonly (SourceError | null)[];
}

/** @param file below the specimens: `laptop/beats.json` */
export function readScript(file: string): Script {
  return JSON.parse(readFileSync(join(MACHINES, file), 'utf8'));
}

export async function play(file: string): Promise<Played> {
  const script = readScript(file);
  using host = createFakeHost(Machine.specimen(dirname(file)));
  for (const [path, text] of Object.entries(script.files ?? {})) host.machine.write(path, text);
  for (const [path, code] of Object.entries(script.refused ?? {})) host.machine.refuse(path, code);
  setCounts(host, script.perf ?? {});
  const findings: Finding[] = [];
  for (const name of [script.driver ?? 'rapl'].flat()) {
    const driver: SourceDriver = DRIVERS[name];
    const options = driver.options.parse(script.backend === undefined ? {} : { backend: script.backend });
    findings.push(...(await driver.discover(options, host)));
  }
  await using stack = new AsyncDisposableStack();
  const sources: EnergySource[] = [];
  for (const finding of findings) {
    if (finding.status === 'ready') sources.push(stack.use(await finding.open()));
  }
  const run = new Run(host, sources, new Map(Object.entries(script.perf ?? {})));
  if (sources.length > 0) await run.all(script.steps);
  const { joules, settled, failures, channels } = run;
  return { findings, joules, settled, failures, channels, notes: sources.flatMap(({ notes }) => notes) };
}

class Run {
  readonly joules = new Map<string, number>();
  readonly failures: (SourceError | null)[] = [];
  settled: Settled | null = null;
  readonly #host: FakeHost;
  readonly #sources: readonly EnergySource[];
  readonly #counts: Map<string, number>;
  readonly #history = new History();
  #listed: readonly (readonly Channel[])[] = [];

  constructor(host: FakeHost, sources: readonly EnergySource[], counts: Map<string, number>) {
    this.#host = host;
    this.#sources = sources;
    this.#counts = counts;
    this.#list();
  }

  get channels(): readonly Channel[] {
    return this.#listed.flat();
  }

  /** The first beat, then all steps. */
  async all(steps: readonly ScriptStep[]): Promise<void> {
    await this.#beat();
    for (const step of steps) for (let times = step.times ?? 1; times > 0; times--) await this.#step(step);
  }

  async #step({ pass, files, add, counts, addCounts }: ScriptStep): Promise<void> {
    const { machine, clock } = this.#host;
    clock.pass(pass);
    for (const [path, text] of Object.entries(files ?? {})) machine.write(path, text);
    for (const [path, more] of Object.entries(add ?? {})) {
      machine.write(path, `${Number(machine.sysfs.readText(path.replace(/^sys\//, ''))) + more}\n`);
    }
    setCounts(this.#host, counts ?? {});
    for (const [key, more] of Object.entries(addCounts ?? {})) {
      const count = (this.#counts.get(key) ?? 0) + more;
      this.#counts.set(key, count);
      setCounts(this.#host, { [key]: count });
    }
    await this.#beat();
  }

  async #beat(): Promise<void> {
    try {
      const steps = this.#history.take(await this.#read());
      for (const { channel, joules } of steps) {
        this.joules.set(channel, (this.joules.get(channel) ?? 0) + joules);
      }
      this.failures.push(null);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.failures.push(error);
    }
    this.settled = this.#history.settle(this.#host.clock.now().timelineMs);
    if (this.#sources.some(({ channels }, index) => channels !== this.#listed[index])) this.#list();
  }

  #list(): void {
    this.#listed = this.#sources.map(({ channels }) => channels);
    this.#history.roster(this.channels);
  }

  async #read(): Promise<readonly Reading[]> {
    const readings = await Promise.all(this.#sources.map((source) => source.read()));
    return readings.flat();
  }
}

function setCounts(host: FakeHost, counts: NonNullable<ScriptStep['counts']>): void {
  for (const [key, count] of Object.entries(counts)) {
    const [config, cpu] = key.split(' on ').map(Number);
    host.perfEvents.set(config ?? 0, cpu ?? 0, count);
  }
}
