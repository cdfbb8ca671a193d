// The file that keeps what the user chose: small JSON, replaced in one step. A broken or forbidden file harms nothing.

import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { isCountry } from './place.ts';

const country = z.nullable(z.string().check(z.refine(isCountry)));

const choiceSchema = z.strictObject({
  /** The country that the user chose. */
  user: country,
  /** The country that the user's browser proposed. */
  browser: country,
  /** The zone that the user chose, by country. */
  zones: z.record(z.string(), z.nullable(z.string())),
  /** The switch for live data; null while nobody has touched it. */
  live: z.nullable(z.boolean()),
});

export type Choice = Readonly<z.infer<typeof choiceSchema>>;

/** What the user chose, kept over restarts where there is a place for it. */
export interface ChoiceStore {
  readonly choice: Choice;
  change(some: Partial<Choice>): void;
}

export interface GridLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

const NOTHING: Choice = { user: null, browser: null, zones: {}, live: null };
/** Ours has a few hundred. */
const MOST_BYTES = 100_000;

/** Keeps nothing beyond its own life. */
export function choiceInMemory(choice: Choice = NOTHING): ChoiceStore {
  let now = choice;
  return {
    get choice() {
      return now;
    },
    change(some) {
      now = { ...now, ...some };
    },
  };
}

/** `folder`: of the energy server's state; made when there is something to keep. */
export function choiceFile(folder: string, log: GridLog): ChoiceStore {
  const file = join(folder, 'grid-choice.json');
  const memory = choiceInMemory(load(file));
  return {
    get choice() {
      return memory.choice;
    },
    change(some) {
      memory.change(some);
      try {
        save(file, memory.choice);
      } catch (error) {
        log.warn({ err: error, file }, 'the choice of the country cannot be kept and ends with this server');
      }
    },
  };
}

function load(file: string): Choice {
  try {
    if (statSync(file).size > MOST_BYTES) return NOTHING;
    const read = choiceSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? read.data : NOTHING;
  } catch {
    return NOTHING; // None yet, or not to be read: then nothing was chosen.
  }
}

function save(file: string, choice: Choice): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(choice), { mode: 0o600 });
  renameSync(draft, file);
}
