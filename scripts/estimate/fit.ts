// Fits the estimate to published results, says how wrong it is on CPUs it has not seen, and writes the table that ships.

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { PowerTable } from '../../packages/energy-server/src/sources/estimate/power-table.ts';
import { buildTable, ROW_PENALTY } from './build-table.ts';
import { quantile } from './medians.ts';
import {
  codeCarbon,
  knownCpu,
  knownCpuInVm,
  leavingOut,
  medianPer,
  type Score,
  score,
  unknownCpu,
  unknownCpuInVm,
} from './score.ts';
import { readSpecResults, type SpecServer } from './spec-results.ts';

const help = `Usage: node scripts/estimate/fit.ts RESULTS.csv [--out FILE] [--penalty SERVERS]

Reads published SPECpower_ssj2008 results, one server a row, with the columns
  cpu_name make microarchitecture year chips cores threads tdp_w memory_gb idle_w load10_w … load100_w
prints rows and errors, and writes the table to FILE
(default: packages/energy-server/src/sources/estimate/spec-power-table.json). --penalty says by how many servers a row is held
towards its vendor's mean (default 4).`;

const shipped = fileURLToPath(
  new URL('../../packages/energy-server/src/sources/estimate/spec-power-table.json', import.meta.url),
);

function main(args: string[]): void {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        out: { type: 'string', default: shipped },
        penalty: { type: 'string', default: `${ROW_PENALTY}` },
      },
    });
    const [file, ...more] = positionals;
    if (values.help) console.log(help);
    else if (file === undefined || more.length > 0) fail('name exactly one CSV file of results');
    else if (!(Number(values.penalty) > 0)) fail('--penalty must be a positive number');
    else fitAndWrite(file, values.out, Number(values.penalty));
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(message: string): void {
  console.error(`fit: ${message}\nSee --help.`);
  process.exitCode = 2;
}

function fitAndWrite(file: string, out: string, penalty: number): void {
  const all = readSpecResults(file);
  const servers = all.filter((server) => server.row !== null);
  console.error(`${all.length} servers read; ${servers.length} of them have a CPU of 2011 or later: fitting`);
  const train = (some: readonly SpecServer[]) => buildTable(some, penalty);
  const table = train(servers);
  printRows(table, servers);
  const scores = scoreAll(servers, train);
  printScores(scores);
  const spread = Object.fromEntries(
    (['known', 'unknown', 'knownShare', 'unknownShare'] as const).map((key) => [
      key,
      Number(scores[key].spread.toFixed(3)),
    ]),
  ) as unknown as PowerTable['spread'];
  const { origin, ram, scaling, rows, fallbacks, desktopPerTdpWatt } = table;
  const shippedOrder: PowerTable = { origin, ram, spread, scaling, rows, fallbacks, desktopPerTdpWatt };
  writeFileSync(out, `${layOut(shippedOrder)}\n`);
  console.error(`written: ${out}`);
}

/** Where the same row keeps another CPU when this one is left out: only there can a known CPU be judged. */
function judgeable(servers: readonly SpecServer[]): readonly SpecServer[] {
  return servers.filter((server) =>
    servers.some((other) => other.row === server.row && other.cpu !== server.cpu),
  );
}

const titles = {
  known: 'CPU known, server seen',
  unknown: 'CPU unknown, server seen',
  knownShare: 'CPU known, host unseen (as in a VM)',
  unknownShare: 'CPU unknown, host unseen (as in a VM)',
  inSample: 'in the sample (nothing left out)',
  perThread: 'median curve per thread, CPU known',
  perThreadUnknown: 'median curve per thread, CPU unknown',
  perTdp: 'median curve per watt of rated power, CPU known',
  codeCarbon: 'CodeCarbon: TDP × (0.1 + 0.9 u³) + RAM',
} as const;

function scoreAll(
  servers: readonly SpecServer[],
  train: (servers: readonly SpecServer[]) => ReturnType<typeof buildTable>,
): Record<keyof typeof titles, Score> {
  const cpu = (server: SpecServer) => server.cpu;
  // The collection's word is the wider one: desktop and server silicon of one design are left out together.
  const design = (server: SpecServer) => server.microarchitecture.replace(/^epyc$/, 'epyc-gen3');
  const table = train(servers);
  const known = judgeable(servers);
  const rated = servers.filter((server) => server.tdpWatts);
  const asTheyAre = (some: readonly SpecServer[]) => some;
  const perThread = medianPer((server) => server.threads);
  const perTdp = medianPer((server) => server.sockets * (server.tdpWatts ?? Number.NaN));
  return {
    known: score(known, leavingOut(servers, cpu, train, knownCpu)),
    unknown: score(servers, leavingOut(servers, design, train, unknownCpu)),
    knownShare: score(known, leavingOut(servers, cpu, train, knownCpuInVm)),
    unknownShare: score(servers, leavingOut(servers, design, train, unknownCpuInVm)),
    inSample: score(servers, (server) => knownCpu(table, server)),
    perThread: score(known, leavingOut(servers, cpu, asTheyAre, perThread)),
    perThreadUnknown: score(servers, leavingOut(servers, design, asTheyAre, perThread)),
    perTdp: score(judgeable(rated), leavingOut(rated, cpu, asTheyAre, perTdp)),
    codeCarbon: score(rated, codeCarbon),
  };
}

function printScores(scores: Record<keyof typeof titles, Score>): void {
  console.log(
    '\n| case | servers | mean error | bias | idle | at 50 % | at 100 % | within ± 20 % | 68 % within |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  for (const [key, title] of Object.entries(titles)) {
    const s = scores[key as keyof typeof titles];
    const errors = [s.meanError, s.bias, s.idleError, s.halfError, s.fullError, s.within20, s.spread];
    console.log(
      `| ${title} | ${s.servers} | ${errors.map((e) => `${percent(e).toFixed(1)} %`).join(' | ')} |`,
    );
  }
}

function printRows(table: Omit<PowerTable, 'spread'>, servers: readonly SpecServer[]): void {
  console.log(
    '| row | servers | of the size | idle W/thread (published quartiles) | full W/thread (published quartiles) |',
  );
  console.log('|---|---|---|---|---|');
  for (const row of [...table.rows, ...table.fallbacks]) {
    const members = servers.filter((server) => server.row === row.id);
    const size = row.host
      ? `${row.host.sockets} × ${row.host.coresPerSocket} × ${row.host.threadsPerCore}`
      : 'not known';
    const cell = (load: number) => `${row.wattsPerThread[load]?.toFixed(2)}${quartiles(members, load)}`;
    console.log(`| ${row.name} | ${row.servers} | ${size} | ${cell(0)} | ${cell(10)} |`);
  }
}

function quartiles(members: readonly SpecServer[], load: number): string {
  if (members.length === 0) return '';
  const perThread = members.map((server) => (server.watts[load] ?? 0) / server.threads);
  return ` [${[0.25, 0.5, 0.75].map((q) => quantile(perThread, q).toFixed(2)).join(' ')}]`;
}

function percent(part: number): number {
  return Math.round(part * 1000) / 10;
}

/** JSON with one line for each row and each list, so that a change of the table reads well in a review. */
function layOut(table: PowerTable): string {
  return JSON.stringify(table, null, 2)
    .replace(/\[[\s\d.,-]+\]/g, (list) => list.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'))
    .replace(/\{[^{}]*\}/g, (flat) => (flat.length < 140 ? flat.replace(/\s+/g, ' ') : flat));
}

main(process.argv.slice(2));
