// `export` as people call it, on the specimen of a record whose figures are worked out by hand (test/ledgers/README.md).

import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MixRecord } from '../src/grid/record/mix-record.ts';
import { VERSION } from '../src/ledger/schema.ts';
import { Program, run } from './fakes/program.ts';
import type { Ended } from './fakes/running-program.ts';

// A process takes its time to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const specimen = fileURLToPath(new URL(`ledgers/version-${VERSION}.sql`, import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
  for (const name of ['ledger', 'ledger-simulated']) {
    using db = new DatabaseSync(join(folder, `${name}.sqlite`));
    db.exec(readFileSync(specimen, 'utf8'));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const exported = (...words: string[]): Promise<Ended> => run(['export', '--state', folder, ...words]);

/** The fields of CSV without any that is quoted. */
async function rowsOf(...words: string[]): Promise<string[][]> {
  const { status, stdout, stderr } = await exported(...words);
  expect([status, stderr]).toEqual([0, '']);
  const lines = stdout.split('\r\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => line.split(','));
}

describe('the record as CSV', () => {
  test('by quarters of an hour in UTC: 10 W over midnight', async () => {
    const rows = await rowsOf('--step', '15m', '--to', '2026-01-03');
    expect(rows[0]?.join()).toBe('from_utc,to_utc,part,label,inside,energy_J,covered_s,span_s,basis');
    const totals = rows.filter(([, , part]) => part === 'total');
    expect(
      totals.map(([from, to, , , , joules, covered, span, basis]) => [
        from,
        to,
        Number(joules),
        Number(covered),
        span,
        basis,
      ]),
    ).toEqual([
      ['2026-01-01T23:45:00.000Z', '2026-01-02T00:00:00.000Z', near(6_000), near(600), '900', 'measured'],
      ['2026-01-02T00:00:00.000Z', '2026-01-02T00:15:00.000Z', near(6_000), near(600), '900', 'measured'],
    ]);
  });

  test.each([
    ['1m', 20],
    ['5m', 4],
    ['1h', 2],
    ['1d', 2],
    ['month', 1],
  ])('by %s: %i spans, the same sum', async (step, spans) => {
    const rows = (await rowsOf('--step', step, '--to', '2026-02')).filter(([, , part]) => part === 'total');
    expect(rows).toHaveLength(spans);
    expect(rows.reduce((sum, row) => sum + Number(row[5]), 0)).toBeCloseTo(12_000, 6);
    expect(rows.reduce((sum, row) => sum + Number(row[6]), 0)).toBeCloseTo(1_200, 6);
  });

  test('of every meter, of whose it was, and of runs', async () => {
    const span = ['--from', '2026-01-02', '--to', '2026-01-03', '--step', '1d'];
    expect((await rowsOf(...span, '--what', 'channels'))[1]?.slice(2, 6)).toEqual([
      ...['rapl:psys', 'Main board', 'machine/platform', '6000'],
    ]);
    const kernels = (await rowsOf(...span, '--what', 'kernels')).slice(1);
    expect(kernels.map((row) => [row[2], row[4], Number(row[5]), row[8], row[9]])).toEqual([
      ['k1', 'n1', near(1_500), 'attributed', 'measured'],
      ['others', '', near(1_500), 'attributed', 'measured'],
      ['idle', '', near(3_000), 'attributed', 'measured'],
      ['undivided', '', near(0), 'attributed', 'measured'],
    ]);
    const notebooks = (await rowsOf(...span, '--what', 'notebooks')).slice(1);
    expect(notebooks[0]?.slice(2, 4)).toEqual(['n1', 'a.ipynb']);
    const runs = (await rowsOf('--from', '2026-01-01', '--to', '2026-01-03', '--what', 'runs')).slice(1);
    expect(runs.map((row) => row.slice(2, 9))).toEqual([['k1', 'n1', 'r1', '7', '25.5', '0.5', '9']]);
  });

  test('a notebook’s kernels one after the other, and energies on different bases, cover the sum of their times', async () => {
    const other = join(folder, 'changed');
    mkdirSync(other);
    using db = new DatabaseSync(join(other, 'ledger.sqlite'));
    db.exec(readFileSync(specimen, 'utf8'));
    const face = (kind: string, name: string, within: string | null, basis: string) =>
      db
        .prepare(
          `INSERT INTO face (kind, name, label, within, rest, owner, basis, relative_error)
          VALUES (?, ?, ?, ?, 0, NULL, ?, NULL) RETURNING id`,
        )
        .get(kind, name, name, within, basis)?.['id'] as number;
    const start = Date.UTC(2026, 0, 5);
    const amounts = [
      [face('kernel', 'first', 'n9', 'measured'), 10, 300_000],
      [face('kernel', 'second', 'n9', 'measured'), 20, 400_000],
      [face('split', 'idle', null, 'measured'), 30, 300_000],
      [face('split', 'idle', null, 'estimated'), 40, 400_000],
    ].flat();
    const blob = new Uint8Array(new Float64Array(amounts).buffer);
    for (const table of ['minute', 'quarter', 'hour', 'day'])
      db.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?)`).run(
        ...[start, start, start + (table === 'minute' ? 60_000 : 900_000)],
        ...[blob, new Uint8Array()],
      );
    db.close();
    const { stdout } = await run([
      ...['export', '--state', other, '--what', 'notebooks', '--step', '1d'],
      ...['--from', '2026-01-05', '--to', '2026-01-06', '--format', 'json'],
    ]);
    expect(JSON.parse(stdout).rows).toMatchObject([
      { notebook: 'n9', energy_J: near(30), covered_s: near(700), total_basis: 'measured' },
      { notebook: 'idle', energy_J: near(70), covered_s: near(700), total_basis: 'estimated' },
    ]);
  });

  test('names with commas, quotes and line breaks are quoted', async () => {
    const other = join(folder, 'quoted');
    mkdirSync(other);
    using db = new DatabaseSync(join(other, 'ledger.sqlite'));
    db.exec(readFileSync(specimen, 'utf8'));
    db.exec(`UPDATE face SET label = 'a, "b"\nc' WHERE kind = 'kernel'`);
    db.close();
    const { stdout } = await run(['export', '--state', other, '--what', 'kernels', '--step', 'month']);
    expect(stdout).toContain('k1,"a, ""b""\nc",n1,');
  });
});

test('as JSON: what it is, with the same rows as objects', async () => {
  const { stdout } = await exported('--format', 'json', '--step', 'month', '--to', '2026-02');
  expect(JSON.parse(stdout)).toMatchObject({
    record: join(folder, 'ledger.sqlite'),
    simulated: false,
    what: 'parts',
    to_utc: '2026-02-01T00:00:00.000Z',
    rows: [
      { part: 'total', energy_J: near(12_000), covered_s: near(1_200), basis: 'measured' },
      { part: 'machine/platform', inside: null, energy_J: near(12_000) },
    ],
  });
});

describe('what the energy has caused', () => {
  const carbon = async (environment: Readonly<Record<string, string>>, ...words: string[]) => {
    const all = ['export', '--state', folder, '--what', 'carbon', '--to', '2026-01-03', '--format', 'json'];
    const { status, stdout, stderr } = await run([...all, ...words], environment);
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout);
  };

  test('by the year’s intensity: 12 kJ in Germany', async () => {
    const { rows, boundary } = await carbon({ JUPYTER_ENERGY_COUNTRY: 'DE' }, '--step', '1d');
    expect(rows).toHaveLength(2);
    // 6 kJ ÷ 3.6 MJ/kWh × 342.06 g/kWh; 59 % renewable, nothing nuclear.
    expect(rows[0]).toEqual({
      from_utc: '2026-01-01T23:45:00.000Z',
      to_utc: '2026-01-02T00:00:00.000Z',
      energy_J: near(6_000),
      covered_s: near(600),
      span_s: 900,
      operational_gCO2e: near(0.5701),
      known_J: near(6_000),
      mix_J: near(6_000),
      renewable_J: near(3_540),
      low_carbon_J: near(3_540),
      mix: 'yearly',
      factors: 'life-cycle',
      basis: 'measured',
    });
    expect(boundary).toBeUndefined();
  });

  test('where the country is unknown: nothing, not zero', async () => {
    const { rows } = await carbon({ TZ: 'UTC', JUPYTER_ENERGY_PATH_ETC: folder }, '--step', 'month');
    expect(rows[0]).toMatchObject({ operational_gCO2e: null, known_J: 0, renewable_J: null, mix: 'none' });
  });

  test('with what making the computer emitted: a score with its boundary, only where all is known', async () => {
    const making = { JUPYTER_ENERGY_CARBON_EMBODIED_KG: '300', JUPYTER_ENERGY_CARBON_LIFE_YEARS: '4' };
    const { rows, boundary, embodied } = await carbon(
      { JUPYTER_ENERGY_COUNTRY: 'DE', ...making },
      '--step',
      '5m',
    );
    // 300 kg over 4 years of 8766 h are 8.5558 g an hour; 3 kJ × 342.06 g/kWh are 0.28505 g.
    expect(rows[0]).toMatchObject({ embodied_gCO2e: near(300_000 / (4 * 8_766) / 12) });
    expect(rows[0].sci_gCO2e).toBeCloseTo(0.28505 + 8.5558 / 12, 5);
    expect(boundary).toMatch(/^SCI = \(E × I \+ M\) per R\. R: this computer/);
    expect(embodied).toEqual({ kilograms: 300, years: 4 });
    const hours = await carbon(
      { JUPYTER_ENERGY_COUNTRY: 'DE', ...making },
      '--step',
      '1h',
      '--from',
      '2026-01-02',
    );
    expect(hours.rows[0]).toMatchObject({ covered_s: near(600), span_s: 3_600, sci_gCO2e: null });
  });

  test('by what was told live, and by whom it is read is no matter', async () => {
    using kept = new MixRecord(folder, { info: () => {}, warn: () => {} });
    const quarter = Date.UTC(2026, 0, 1, 23, 45) / 900_000;
    const told = { place: 'DE', provider: 'entsoe', production: { nuclear: 1, gas: 1 }, intensity: null };
    kept.store([{ ...told, quarter }], 0);
    const { rows } = await carbon(
      { JUPYTER_ENERGY_COUNTRY: 'DE' },
      '--step',
      'month',
      '--from',
      '2026-01-01',
    );
    // 6 kJ live at (12 + 490) / 2, then 6 kJ by the newest of the last day, the same.
    expect(rows[0]).toMatchObject({
      operational_gCO2e: near((12_000 / 3_600_000) * 251),
      mix: 'live cached',
    });
  });
});

test('what was simulated says so in every row', async () => {
  const rows = (await rowsOf('--simulate', 'laptop', '--step', 'month')).slice(1);
  expect(new Set(rows.map((row) => row.at(-1)))).toEqual(new Set(['simulated']));
});

test('ends when nobody reads any more', async () => {
  const writing = new Program(['export', '--state', folder, '--step', '1m', '--what', 'kernels']);
  writing.process.stdout?.destroy();
  expect((await writing.ended).status).toBe(0);
});

test('a disk that is full is told', async () => {
  const full = openSync('/dev/full', 'w');
  const writing = new Program(['export', '--state', folder], {}, ['ignore', full, 'pipe']);
  expect(await writing.ended).toMatchObject({ status: 1, stderr: expect.stringContaining('ENOSPC') });
});

describe('errors say what to do next', () => {
  test.each([
    [['--from', 'yesterday'], 2, '"yesterday" is no time: write 2026-01-31'],
    [['--from', '2026-02-30'], 2, 'a time that no calendar has'],
    [['--from', '2026-02', '--to', '2026-01'], 2, '--from (2026-02-01T00:00:00.000Z) must lie before --to'],
    [['--step', '1s'], 2, '"1s" is no step: write 1m or more'],
    [['--what', 'watts'], 2, '--what: there are parts, channels, kernels, notebooks, runs'],
    [['--format', 'xml'], 2, '--format: there are csv, json'],
  ])('%j', async (words, status, reason) => {
    const ended = await exported(...words);
    expect([ended.status, ended.stdout]).toEqual([status, '']);
    expect(ended.stderr).toMatch(/^jupyter-energy: .*\n$/);
    expect(ended.stderr).toContain(reason);
  });

  test.each([
    ['nowhere', () => {}, 'there is no record yet. The energy server writes it while it runs'],
    [
      'garbage',
      (path: string) => writeFileSync(path, 'not a database at all, '.repeat(100)),
      'it cannot be read: it is no database',
    ],
    ['empty', (path: string) => new DatabaseSync(path).close(), 'there is no record yet'],
  ])('a record that is %s', async (name, make, reason) => {
    const other = join(folder, name);
    mkdirSync(other);
    make(join(other, 'ledger.sqlite'));
    const { status, stdout, stderr } = await run(['export', '--state', other]);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`${join(other, 'ledger.sqlite')}: ${reason}`);
  });
});

function near(value: number): number {
  return expect.closeTo(value, 6) as unknown as number;
}
