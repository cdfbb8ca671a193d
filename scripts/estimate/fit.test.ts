// The fitting script's parts, against answers known beforehand, and its refusals.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { quantile } from './medians.ts';
import { ridge } from './ridge.ts';
import { score } from './score.ts';
import { cpuKey, readSpecResults, type SpecServer } from './spec-results.ts';

const folder = mkdtempSync(join(tmpdir(), 'fit-'));
afterAll(() => rmSync(folder, { recursive: true }));

const header =
  'cpu_name,make,microarchitecture,year,chips,cores,threads,tdp_w,memory_gb,idle_w,' +
  Array.from({ length: 10 }, (_, k) => `load${k + 1}0_w`).join(',');
const loads = '100,120,140,160,180,200,220,240,260,280,300';

function csv(...lines: string[]): string {
  const path = join(folder, 'results.csv');
  writeFileSync(path, [header, ...lines].join('\n'));
  return path;
}

describe('ridge regression', () => {
  test('without penalties finds the line through exact data', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), (a, b) => {
        const xs = [0, 1, 2, 5];
        const [line] = ridge(
          xs.map((x) => [1, x]),
          xs.map((x) => [a + b * x]),
          [0, 0],
        );
        expect(line?.[0]).toBeCloseTo(a, 8);
        expect(line?.[1]).toBeCloseTo(b, 8);
      }),
    );
  });

  test('a penalty of four holds the mean of four equal servers half way to zero', () => {
    expect(ridge([[1], [1], [1], [1]], [[6], [6], [6], [6]], [4])[0]?.[0]).toBeCloseTo(3, 12);
  });

  test('says which feature nobody has', () => {
    expect(() => ridge([[1, 0]], [[1]], [0, 0])).toThrow('feature 1 has neither data nor a penalty');
  });
});

describe('names of CPUs', () => {
  test.each([
    ['Intel Xeon Platinum 8280L 2.70GHz', '8280'],
    ['Intel(R) Xeon(R) Platinum 8280 CPU @ 2.70GHz', '8280'],
    ['Intel Xeon E5-2699 v3', 'e5-2699v3'],
    ['Intel Xeon E3-1265Lv3', 'e3-1265v3'],
    ['Intel Xeon E5-2650L', 'e5-2650'],
    ['AMD EPYC 7601 2.20 GHz, Dell SKU [338-BNCG]', '7601'],
    ['Intel Xeon E-2388G (Intel Turbo Boost Technology up to 5.1GHz)', 'e-2388'],
  ])('%s is %s', (name, key) => {
    expect(cpuKey(name)).toBe(key);
  });
});

describe('a file of results', () => {
  test('a name with a comma stands in quotes', () => {
    const [server] = readSpecResults(
      csv(`"AMD EPYC 7601, Dell",amd,epyc-gen1,2018,2,64,128,180,128,${loads}`),
    );
    expect(server).toMatchObject({
      cpuName: 'AMD EPYC 7601, Dell',
      row: 'epyc-1',
      sockets: 2,
      coresPerSocket: 32,
      threads: 128,
      tdpWatts: 180,
      watts: [100, 120, 140, 160, 180, 200, 220, 240, 260, 280, 300],
    });
  });

  test.each([
    ['too few cells', 'AMD EPYC 7601,amd', /results\.csv:2: 2 cells where the header has 20/],
    [
      'a missing number',
      `X,amd,epyc,2018,2,,128,180,128,${loads}`,
      /results\.csv:2: column cores must hold a positive/,
    ],
    [
      'another maker',
      `X,via,c7,2018,2,4,4,180,128,${loads}`,
      /results\.csv:2: column make must be intel or amd/,
    ],
  ])('%s is refused with the line', (_, line, message) => {
    expect(() => readSpecResults(csv(line))).toThrow(message);
  });
});

test('a score, worked out by hand', () => {
  const server = { watts: [100, 200, 200, 200, 200, 200, 200, 200, 200, 200, 400] } as unknown as SpecServer;
  // Idle 50 % too high, full load 25 % too low, nine points right.
  const result = score([server], () => [150, 200, 200, 200, 200, 200, 200, 200, 200, 200, 300]);
  expect(result.meanError).toBeCloseTo(0.75 / 11, 12);
  expect(result.bias).toBeCloseTo(0.25 / 11, 12);
  expect(result).toMatchObject({
    idleError: 0.5,
    halfError: 0,
    fullError: 0.25,
    within20: 9 / 11,
    spread: 0,
  });
});

test.each([
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 2, 3], 0.5, 2.5],
  [[0, 10], 0.25, 2.5],
])('the quantile of %j at %f', (values, q, expected) => {
  expect(quantile(values, q)).toBe(expected);
});

describe('the command', () => {
  const fit = fileURLToPath(new URL('fit.ts', import.meta.url));
  const run = (...args: string[]) => spawnSync(process.execPath, [fit, ...args], { encoding: 'utf8' });

  test('fits a small collection and writes a table', () => {
    const servers = ['7601', '7501', '7551', '7401'].flatMap((cpu) => [
      `AMD EPYC ${cpu},amd,epyc-gen1,2018,2,64,128,180,128,${loads}`,
      `Intel Xeon Gold ${cpu},intel,skylake,2018,2,56,112,205,112,${loads}`,
      `Intel Xeon E3-${cpu},intel,skylake,2018,1,4,8,80,8,${loads}`,
    ]);
    const newer = servers.map((line) => line.replace('epyc-gen1', 'epyc-gen2').replace('skylake', 'icelake'));
    const out = join(folder, 'table.json');
    const { status, stdout, stderr } = run(
      csv(...servers, ...newer.filter((l) => !l.includes('E3-'))),
      '--out',
      out,
    );
    expect(stderr).toContain('20 servers read');
    expect(status).toBe(0);
    expect(stdout).toMatch(/CPU known, server seen \| 20 \|/);
    const table = JSON.parse(readFileSync(out, 'utf8')) as {
      rows: { id: string; wattsPerThread: number[] }[];
    };
    // 300 W on 128 threads, all servers of the vendor alike.
    expect(table.rows.find((row) => row.id === 'epyc-1')?.wattsPerThread[10]).toBeCloseTo(300 / 128, 1);
  });

  test.each([[[]], [['a.csv', 'b.csv']], [['--what']], [['/nowhere/results.csv']]])(
    'wrong usage %j ends with 2 and says what to do',
    (args) => {
      const { status, stderr } = run(...args);
      expect(status).toBe(2);
      expect(stderr).toContain('See --help');
    },
  );
});
