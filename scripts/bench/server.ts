// The topic `server`: CPU time and memory of the energy server, idle and used, beside those of programs that do nothing.

import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { timeStampMachine } from '../../packages/energy-server/bench/reads.ts';
import { HostError } from '../../packages/energy-server/src/host/host.ts';
import { StreamReader, takeMarks } from './clients.ts';
import { type ProcessCost, watchProcess } from './process-watch.ts';
import { ensureProduct, launchEnergyServer } from './product.ts';
import { type Report, type Row, times } from './report.ts';
import { startSleepers } from './sleepers.ts';

/** Starting up is not part of it. */
const SETTLE_MS = 10_000;
const WATCH_MS = 60_000;
const PROCESSES = 400;

const http = "require('node:http').createServer((_, reply) => reply.end()).listen(0, '127.0.0.1')";
const nothing = 'setInterval(() => {}, 1000)';

export async function serverReport(): Promise<Report> {
  await ensureProduct();
  using _others = await startSleepers(PROCESSES);
  const floor = costOfNode(nothing);
  const bareHttp = costOfNode(http);
  const idle = costOf([], 'idle');
  const perf = costOnPerf();
  const watched = costOf([], 'watched');
  const peers = { floor: await floor, http: await bareHttp };
  const rows = [
    ...rowsOf('nobody watches, a beat in 5 s', await idle, { cpu: 0.1, memory: 70 }, peers),
    ...perfRows(await perf, peers),
    ...rowsOf('watched by a page, 2 beats/s', await watched, { cpu: 0.3, memory: 80 }, peers),
    ...rowsOf('10 beats/s', await costOf([], 'measuring'), { cpu: 0.8, memory: null }, peers),
    ...rowsOf('for comparison: bare Node', peers.floor, null, peers),
    ...rowsOf('for comparison: an HTTP server on Node', peers.http, null, peers),
  ];
  return { title: 'The energy server: processor and memory', how, rows };
}

const how = [
  `The wheel, installed; its energy server started by the bridge as a Jupyter server starts it, reading this computer. ${PROCESSES}
sleeping processes run beside it, and the servers that are compared. After ${SETTLE_MS / 1000} s it is watched from outside for ${WATCH_MS / 1000} s: the scheduler's nanoseconds of all
its threads, as a part of one core, and its resident memory at the end (1 MB = 10⁶ bytes; PSS = pages that other Node programs
use as well are divided among them).`,
  `“Ten beats a second” is ten requests a second for an energy up to now, over one connection: each takes a reading and is answered, so
the figure contains the HTTP. No kernel runs here, while the number of the design is for ten.`,
  `Bare Node is the floor: most of its memory is the program itself, shared by all Node programs on the computer, which PSS takes into
account. What was measured and done to stay near it: V8 may use one megabyte for new objects, no helper threads and no TurboFan, which
the bridge sees to (ten beats a second took 95 MB before the first, and 8 to 10 MB more before the others, at the same processor time); fetch, TLS and
cryptography are loaded when somebody needs them (up to 25 MB), and koffi only where the loader knows the library that is looked for (6 MB); the
bundle is short (1.5 MB).`,
];

type Use = 'idle' | 'watched' | 'measuring';

async function costOf(args: readonly string[], use: Use): Promise<ProcessCost> {
  using server = await launchEnergyServer(args);
  using used = new DisposableStack();
  if (use === 'watched') used.use(new StreamReader(server.socket));
  const marks = use === 'measuring' ? takeMarks(server.socket, 10, SETTLE_MS + WATCH_MS) : null;
  await pause(SETTLE_MS);
  const cost = await watchProcess(server.pid, WATCH_MS);
  await marks;
  return cost;
}

/** Null where this computer has no counter that perf events can read. */
async function costOnPerf(): Promise<ProcessCost | null> {
  try {
    using machine = timeStampMachine();
    return await costOf(['--path.sysfs', machine.sysfs], 'idle');
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return null;
  }
}

async function costOfNode(code: string): Promise<ProcessCost> {
  const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
  try {
    await pause(SETTLE_MS);
    return await watchProcess(child.pid ?? 0, WATCH_MS);
  } finally {
    child.kill();
  }
}

interface Peers {
  readonly floor: ProcessCost;
  readonly http: ProcessCost;
}

interface Limits {
  readonly cpu: number;
  readonly memory: number | null;
}

function rowsOf(
  what: string,
  cost: ProcessCost,
  limits: Limits | null,
  { floor, http }: Peers,
): readonly Row[] {
  const ratio = `${times(cost.residentMb, floor.residentMb)} bare Node, ${times(cost.residentMb, http.residentMb)} HTTP`;
  const pss = `PSS ${cost.proportionalMb.toFixed(1)} MB`;
  return [
    { what: `${what}: processor`, value: cost.cpuPercent, unit: '%', limit: limits?.cpu ?? null, beside: '' },
    {
      what: `${what}: memory`,
      value: cost.residentMb,
      unit: 'MB',
      limit: limits?.memory ?? null,
      beside: limits === null ? pss : `${ratio}; ${pss}`,
    },
  ];
}

function perfRows(cost: ProcessCost | null, peers: Peers): readonly Row[] {
  const what = 'the same, reading through perf events';
  if (cost !== null) return rowsOf(what, cost, { cpu: 0.1, memory: 70 }, peers);
  return [{ what, value: null, unit: '%', limit: 0.1, beside: 'no counter that perf events can read' }];
}
