// The topic `overhead`: whether a notebook takes longer, or more processor time, with the extension than without it.

import { Workplace } from '../../test/e2e/workplace.ts';
import { StreamReader } from './clients.ts';
import { KernelClient } from './kernel-client.ts';
import { differenceOf } from './paired.ts';
import { cpuNanoseconds } from './process-watch.ts';
import { ensureProduct } from './product.ts';
import type { Report, Row } from './report.ts';

/** On, off, off, on: whatever drifts evenly falls on both alike. */
const BLOCKS = 10;
const SMALL_CELLS = 100;

/** The notebook, as parts that are timed each by itself; each is the cells' code. */
const parts: Readonly<Record<string, readonly string[]>> = {
  'one busy cell': ['total = 0\nfor number in range(4_000_000):\n    total += number * number % 7'],
  [`${SMALL_CELLS} small cells`]: Array.from({ length: SMALL_CELLS }, (_, number) => `small = ${number} + 1`),
  'a cell that prints 500 lines': ['for number in range(500):\n    print(number, flush=True)'],
};

const how = [
  `Two real JupyterLab servers with the installed wheel, the extension switched off in one of them, each with a real IPython kernel. The same
notebook runs in both, in turns: on, off, off, on, ${BLOCKS} times. While it runs with the extension a page's event stream is open, so that the
energy server reads twice a second and at the edges of each cell, all on this computer. It is run as a page does, over the web socket.
Processor time is the scheduler's, of the kernel's and the server's process; the energy server's own is in the section above.`,
  `The figures are the differences, on less off; ± is the 95 % confidence interval by Student's t over the ${BLOCKS} blocks. An interval that
holds zero means: no difference was seen, and a greater one than its ends is unlikely.`,
];

/** Milliseconds that one part takes, run once. */
interface Cost {
  readonly wall: number;
  readonly kernel: number;
  readonly server: number;
}

export async function overheadReport(): Promise<Report> {
  await ensureProduct();
  await using on = await Side.open('on');
  await using off = await Side.open('off');
  // What is done for the first time takes longer.
  await on.run();
  await off.run();
  const runs: { readonly on: readonly Costs[]; readonly off: readonly Costs[] }[] = [];
  for (let block = 0; block < BLOCKS; block += 1) {
    const [first, second, third, fourth] = [await on.run(), await off.run(), await off.run(), await on.run()];
    runs.push({ on: [first, fourth], off: [second, third] });
  }
  const rows = Object.keys(parts).flatMap((part) =>
    kinds.map(({ kind, name }): Row => {
      const of = (costs: readonly Costs[]) => mean(costs.map((run) => run[part]?.[kind] ?? Number.NaN));
      const { mean: value, margin } = differenceOf(runs.map((block) => of(block.on) - of(block.off)));
      const without = mean(runs.map((block) => of(block.off)));
      const relative = `${percent(value, without)} ± ${percent(margin, without)}`;
      const beside = `± ${margin.toFixed(2)} ms; ${relative} of ${without.toFixed(0)} ms without`;
      return { what: `${part}: ${name}`, value, unit: 'ms', limit: null, beside };
    }),
  );
  return { title: 'A notebook with the extension and without', how, rows };
}

const kinds = [
  { kind: 'wall', name: 'wall time' },
  { kind: 'kernel', name: 'the kernel’s processor time' },
  { kind: 'server', name: 'the Jupyter server’s processor time' },
] as const;

/** By part. */
type Costs = Readonly<Record<string, Cost>>;

/** One Jupyter server with a kernel. */
class Side implements AsyncDisposable {
  readonly #workplace: Workplace;
  readonly #client: KernelClient;
  readonly #pids: { readonly kernel: number; readonly server: number };
  /** Of the energy server; null without one. */
  readonly #socket: string | null;

  private constructor(workplace: Workplace, client: KernelClient, told: string) {
    this.#workplace = workplace;
    this.#client = client;
    const [kernel, server, socket] = told.trim().split(' ');
    this.#pids = { kernel: Number(kernel), server: Number(server) };
    this.#socket = socket ?? null;
  }

  static async open(extension: 'on' | 'off'): Promise<Side> {
    const config = { ServerApp: { jpserver_extensions: { jupyter_energy: extension === 'on' } } };
    const workplace = await Workplace.open({ config, notebooks: { 'n.ipynb': [] } });
    // Starts the energy server, or tells that there is none.
    const { ok } = await workplace.ask('status');
    if (ok !== (extension === 'on')) throw new Error(`The extension is not ${extension}.`);
    const client = await KernelClient.start(workplace.jupyter, 'n.ipynb');
    const socket = ok ? "os.environ['JUPYTER_ENERGY_SOCKET']" : "''";
    const told = await client.execute(`import os; print(os.getpid(), os.getppid(), ${socket})`);
    return new Side(workplace, client, told);
  }

  async run(): Promise<Costs> {
    using page = new DisposableStack();
    if (this.#socket !== null) page.use(new StreamReader(this.#socket));
    const costs: Record<string, Cost> = {};
    for (const [part, cells] of Object.entries(parts)) {
      const before = this.#now();
      for (const cell of cells) await this.#client.execute(cell);
      const after = this.#now();
      costs[part] = {
        wall: after.wall - before.wall,
        kernel: after.kernel - before.kernel,
        server: after.server - before.server,
      };
    }
    return costs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client[Symbol.dispose]();
    await this.#workplace[Symbol.asyncDispose]();
  }

  #now(): Cost {
    const { kernel, server } = this.#pids;
    const ms = (pid: number) => cpuNanoseconds(pid) / 1e6;
    return { wall: performance.now(), kernel: ms(kernel), server: ms(server) };
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(2)} %`;
}
