// `export`: the record as a table, for a spreadsheet or a program.

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SERVICE_STATE, stateFolder } from '../config/places.ts';
import { type OpenGrid, recordedGrid } from '../grid/open-grid.ts';
import { PlaceError } from '../grid/place/whereabouts.ts';
import { LedgerError, ledgerError } from '../ledger/ledger-error.ts';
import { LedgerFile } from '../ledger/ledger-file.ts';
import { ledgerPath } from '../ledger/ledger-place.ts';
import { QUARTER } from '../ledger/levels.ts';
import { type Command, CommandError, type Run, UsageError } from './command.ts';
import { carbonTable, SCI_BOUNDARY } from './export-carbon.ts';
import { type Span, type Subject, subjects, tableOf } from './export-rows.ts';
import { csvOf, jsonOf } from './table-text.ts';
import { momentOf, stepsOf } from './when.ts';

export const exportRecord: Command = {
  name: 'export',
  summary: 'Write the record of the energy used as CSV or JSON',
  usage: '[--from TIME] [--to TIME] [--step STEP] [--what SUBJECT] [--format csv|json] [options]',
  options: ['from', 'to', 'step', 'what', 'format', 'state', 'simulate', 'config', 'log-level', 'help'],
  lesson: `
Reads the file that the energy server keeps; it need not run. Times are UTC. TIME is a day (2026-01-31), a month (2026-01), a
moment (2026-01-31T12:00 or with a zone, 2026-01-31T12:00:00+01:00), how long ago (7d, 12h, 30m) or now. Left out: from where
the record begins, and up to now. STEP is 15m, 1h, 1d, any number of minutes, hours or days, or month; its edges lie on
multiples of it in UTC. Minutes are told for about the last month, quarters of an hour before that.

SUBJECT
  parts        the computer's total and its parts, as the popup shows them (the default)
  channels     every meter by itself, also those that do not count for the total
  kernels      whose energy it was: each kernel, other programs ("others"), idle, and what could not be divided
  notebooks    the same with all kernels of a notebook as one
  runs         every execution, with its uncertainty
  carbon       what the computer's energy has caused: operational grams of CO2e, by quarters of an hour; with carbon.embodied-kg and
               carbon.life-years in the config file, an SCI score as well (its boundary is told in JSON, and in docs/grid.md)

Columns carry their units: energy_J joules, covered_s the seconds for which they are known, of span_s. Where nothing is known
there is no row. basis tells how a number came about: measured, estimated, or attributed (a share of the total_basis).

Examples
  jupyter-energy export --from 2026-01 --to 2026-02 --step 1d > january.csv
  jupyter-energy export --from 7d --step 1h --what notebooks
  jupyter-energy export --step month --what parts --format json | jq '.rows[] | select(.part == "total")'
  sudo jupyter-energy export --state /var/lib/jupyter-energy        the record of the system's service`,
  run: writeRecord,
};

async function writeRecord(run: Run): Promise<void> {
  const { flags } = run;
  const what = oneOf('what', subjects, flags['what'] ?? 'parts');
  const format = oneOf('format', ['csv', 'json'], flags['format'] ?? 'csv');
  const steps = stepsOf(flags['step'] ?? '1h');
  using file = openRecord(run);
  const span = spanOf(run, file);
  await using grid = what === 'carbon' ? gridOf(run, file) : null;
  const simulated = run.settings.simulate !== null;
  const table =
    what === 'carbon' && grid !== null
      ? carbonTable({
          ...{ file, span, steps, grid: grid.grid, embodied: run.settings.embodied },
          basisOf: (basis) => (simulated ? 'simulated' : basis),
        })
      : tableOf(file, what as Exclude<Subject, 'carbon'>, span, steps, simulated);
  const about = aboutOf(run, file, what, span);
  try {
    await writeOut(run, format === 'csv' ? csvOf(table) : jsonOf(about, table));
  } catch (error) {
    if ((error as { errcode?: number }).errcode === undefined) throw error;
    throw new CommandError(`${file.path}: ${adviceFor(ledgerError(error), file.path)}`);
  }
}

/** No faster than it is read. */
async function writeOut({ stdout, signal }: Run, pieces: Iterable<string>): Promise<void> {
  for (const text of pieces) {
    if (signal.aborted) return;
    if (!stdout.write(text)) await Promise.race([once(stdout, 'drain'), aborted(signal)]);
  }
}

/** What is told once for all rows of JSON. */
function aboutOf({ settings }: Run, file: LedgerFile, what: Subject, { from, to }: Span): object {
  return {
    record: file.path,
    simulated: settings.simulate !== null,
    what,
    from_utc: new Date(from).toISOString(),
    to_utc: new Date(to).toISOString(),
    units: { J: 'joules', s: 'seconds', gCO2e: 'grams of CO2 equivalent', utc: 'RFC 3339' },
    ...(what === 'carbon' && settings.embodied !== null
      ? { embodied: settings.embodied, boundary: SCI_BOUNDARY }
      : {}),
  };
}

/** As the energy server that keeps the record would tell, without asking anybody. */
function gridOf({ settings, environment, host, log }: Run, { path }: LedgerFile): OpenGrid {
  try {
    return recordedGrid({ ...settings, environment, host, folder: dirname(path), log });
  } catch (error) {
    if (error instanceof PlaceError) throw new UsageError(error.message);
    throw error;
  }
}

function openRecord(run: Run): LedgerFile {
  const path = recordOf(run);
  try {
    return new LedgerFile(path, false);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    throw new CommandError(`${path}: ${adviceFor(error, path)}`);
  }
}

function recordOf({ settings, environment }: Run): string {
  const isSimulated = settings.simulate !== null;
  if (settings.state !== null) return ledgerPath(settings.state, isSimulated);
  const own = stateFolder(environment);
  const ofUser = own === null ? null : ledgerPath(own, isSimulated);
  const ofService = ledgerPath(SERVICE_STATE, isSimulated);
  // Where the user keeps none, the service's may be meant.
  return ofUser === null || (!existsSync(ofUser) && existsSync(ofService)) ? ofService : ofUser;
}

function adviceFor({ trouble, message }: LedgerError, path: string): string {
  if (trouble === 'missing')
    return (
      'there is no record yet. The energy server writes it while it runs: start Jupyter, or jupyter-energy serve. ' +
      `That of the system's service is in ${join(SERVICE_STATE, 'ledger.sqlite')} (--state ${SERVICE_STATE})`
    );
  if (trouble === 'read-only' || trouble === 'other')
    return `it may not be read by you (${message}): try sudo, as in sudo jupyter-energy export --state ${join(path, '..')}`;
  return `it cannot be read: ${message}`;
}

function spanOf({ flags }: Run, file: LedgerFile): Span {
  const now = Date.now();
  const to = momentOf(flags['to'] ?? 'now', now);
  const from = flags['from'] === undefined ? (file.oldest(QUARTER) ?? to - 1) : momentOf(flags['from'], now);
  if (from < to) return { from, to };
  const spelled = [from, to].map((at) => new Date(at).toISOString());
  throw new UsageError(`--from (${spelled[0]}) must lie before --to (${spelled[1]})`);
}

function oneOf<T extends string>(name: string, choices: readonly T[], given: string): T {
  const choice = choices.find((one) => one === given);
  if (choice !== undefined) return choice;
  throw new UsageError(`--${name}: there are ${choices.join(', ')}, not ${JSON.stringify(given)}`);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
