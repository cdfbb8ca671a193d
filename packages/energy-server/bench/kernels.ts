// What ten kernels of three processes each cost at each beat, among ever more processes that are nobody's. Run by hand:
// node packages/energy-server/bench/kernels.ts [400 4000]

import { type ChildProcess, spawn } from 'node:child_process';
import { Accounts } from '../src/attribution/accounts.ts';
import { createLinuxHost } from '../src/host/linux-host.ts';
import { listProcesses } from '../src/processes/newcomers.ts';
import { parseProcessStat } from '../src/processes/process-stat.ts';
import { Processes } from '../src/processes/processes.ts';
import { cpuMicroseconds } from './cost.ts';

const KERNELS = 10;
const REPETITIONS = 300;
/** The beats of a watched energy server. */
const BEATS_PER_SECOND = 2;

const host = createLinuxHost({ sysfs: '/sys', procfs: '/proc', dev: '/dev' });

/** A shell in a session of its own with so many sleeping children. */
function startSleepers(children: number): ChildProcess {
  const script = `n=0; while [ $n -lt ${children} ]; do sleep 3600 & n=$((n+1)); done; wait`;
  return spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' });
}

function end({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

async function untilStarted(children: readonly (readonly [ChildProcess, number])[]): Promise<void> {
  const all = () => listProcesses(host.procfs).map((pid) => readParent(pid));
  const missing = () => {
    const parents = all();
    return children.some(([{ pid }, count]) => parents.filter((parent) => parent === pid).length < count);
  };
  while (missing()) await new Promise((resolve) => setTimeout(resolve, 500));
}

function readParent(pid: number): number {
  try {
    return parseProcessStat(host.procfs.readText(`${pid}/stat`))?.parent ?? 0;
  } catch {
    return 0; // Gone again.
  }
}

async function costAmong(sleepers: number): Promise<object> {
  const others = startSleepers(sleepers);
  const kernels = Array.from({ length: KERNELS }, () => startSleepers(2));
  try {
    await untilStarted([[others, sleepers], ...kernels.map((kernel) => [kernel, 2] as const)]);
    const processes = new Processes(host);
    const told = process.cpuUsage();
    for (const [n, { pid = 0 }] of kernels.entries()) {
      const refusal = processes.follow(`k${n}`, pid);
      if (refusal !== null) throw new Error(refusal);
    }
    const tellMicros = process.cpuUsage(told);
    const accounts = new Accounts();
    const amount = { joules: 1, coveredMs: 500 };
    const look = await cpuMicroseconds(REPETITIONS, () => {
      const looked = processes.look();
      accounts.look(looked);
      accounts.settle(looked.atMs, { shared: amount, gpus: [] }, 1);
    });
    const searches: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      const start = process.cpuUsage();
      processes.find();
      const { user, system } = process.cpuUsage(start);
      searches.push(user + system);
    }
    return {
      processes: listProcesses(host.procfs).length,
      'beat µs': Math.round(look),
      '% of a core': Number(((look * BEATS_PER_SECOND) / 1e4).toFixed(3)),
      'told, µs each': Math.round((tellMicros.user + tellMicros.system) / KERNELS),
      'first search µs': searches[0],
      'later searches µs': searches[2],
    };
  } finally {
    for (const child of [others, ...kernels]) end(child);
  }
}

const counts = process.argv.slice(2).map(Number);
const rows: object[] = [];
for (const count of counts.length > 0 ? counts : [400, 4_000]) rows.push(await costAmong(count));
console.table(rows);
