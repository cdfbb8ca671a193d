// A laptop with every kind of meter at once, each faked at its outermost edge: files, a pseudo-terminal, a library, HTTP.

import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Machine } from './machine.ts';
import { MeterOnPty } from './mcp39f511n/meter-on-pty.ts';
import { constant, sine, type Trace } from './mcp39f511n/trace.ts';
import { FakeNvml, steadyGpu } from './nvml/fake-nvml.ts';
import { ShellyGen2 } from './plugs/shelly-gen2.ts';

/** Counters move, and plugs look, so often. */
const TICK_MS = 50;
/** As many digits now as in the hours to come: a reader never sees half a number. */
const COUNTED_BEFORE_UJ = 100_000_000_000;

/** What each part draws; what contains others draws theirs too. */
const cores = sine(12, 8, 13_000);
const graphics = constant(1.5);
const processor = sum(cores, graphics, constant(4));
const board = sum(processor, constant(9));
const gpu = sine(60, 35, 31_000);
const wall = sum(board, gpu, constant(22));
const screen = constant(18);

export const LOADS = { cores, graphics, processor, board, gpu, wall, screen } as const;

/** Where the laptop's powercap zones are, and what they count. */
const ZONES: readonly (readonly [string, Trace])[] = [
  ['intel-rapl:1', board],
  ['intel-rapl:0', processor],
  ['intel-rapl:0/intel-rapl:0:0', cores],
  ['intel-rapl:0/intel-rapl:0:1', graphics],
];

export class WholeMachine implements AsyncDisposable {
  readonly #parts = new AsyncDisposableStack();
  readonly #machine = this.#parts.use(Machine.specimen('laptop'));
  readonly nvml = this.#parts.use(new FakeNvml({ count: 1, ...steadyGpu(0, { name: 'NVIDIA Test 100' }) }));
  readonly plug = new ShellyGen2();
  readonly #startMs = performance.now();
  #counters: readonly (readonly [number, Trace])[] = [];

  static async start(): Promise<WholeMachine> {
    const whole = new WholeMachine();
    await whole.#start();
    return whole;
  }

  /** What people would have in their config file, for `--config` or JUPYTER_ENERGY_CONFIG. */
  get configFile(): string {
    return join(this.#machine.root, 'config.toml');
  }

  async #start(): Promise<void> {
    const { root } = this.#machine;
    const usb = 'sys/bus/usb/devices/1-1.2';
    const facts = { idVendor: '04d8', idProduct: '00dd', busnum: '1', devnum: '5', serial: '0003' };
    for (const [name, text] of Object.entries(facts)) this.#machine.write(`${usb}/${name}`, `${text}\n`);
    this.#machine.write(`${usb}/1-1.2:1.0/tty/ttyACM0/dev`, '166:0\n');
    mkdirSync(join(root, 'dev'));
    const link = join(root, 'dev', 'ttyACM0');
    this.#parts.use(new MeterOnPty({ setup: { traces: [wall, screen] }, link }));
    this.#parts.use(await this.plug.start());
    writeFileSync(this.configFile, this.#config());
    this.#counters = ZONES.map(([zone, trace]) => {
      const file = openSync(join(root, 'sys/class/powercap', zone, 'energy_uj'), 'r+');
      this.#parts.defer(() => closeSync(file));
      return [file, trace] as const;
    });
    this.#tick();
    const timer = setInterval(() => this.#tick(), TICK_MS);
    this.#parts.defer(() => clearInterval(timer));
  }

  #tick(): void {
    const now = performance.now() - this.#startMs;
    for (const [file, trace] of this.#counters)
      writeSync(file, `${COUNTED_BEFORE_UJ + Math.round(trace.joules(now) * 1e6)}\n`, 0);
    this.nvml.script({ 'gpu0.energy': `0 ${Math.round(gpu.joules(now) * 1000)}` });
    // Plugs are less exact, and late.
    const seenMs = Math.max(0, now - 1_000);
    const [load] = this.plug.loads;
    if (load === undefined) return;
    load.watts = Math.round(wall.watts(seenMs) * 0.985 * 10) / 10;
    load.wattHours = (wall.joules(seenMs) * 0.985) / 3600;
  }

  #config(): string {
    const { root } = this.#machine;
    return `[path]
sysfs = ${JSON.stringify(join(root, 'sys'))}
dev = ${JSON.stringify(join(root, 'dev'))}

[nvml]
library = ${JSON.stringify(this.nvml.library)}

[[wall-meter.boards]]
serial = "0003"

[wall-meter.boards.outlets.1]
name = "Laptop's socket"
feeds = "this computer"

[wall-meter.boards.outlets.2]
name = "Screen"
feeds = "something else"

[[plug.plugs]]
address = ${JSON.stringify(this.plug.address)}
feeds = "this computer"
name = "Desk plug"
`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}

function sum(...traces: readonly Trace[]): Trace {
  return {
    watts: (atMs) => traces.reduce((all, trace) => all + trace.watts(atMs), 0),
    joules: (atMs) => traces.reduce((all, trace) => all + trace.joules(atMs), 0),
  };
}
