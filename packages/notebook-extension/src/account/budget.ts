// Watches over the budget that the user set for a notebook: says once that it was passed, also over a reload of the page.

import { type Carbon, JOULES_PER_WATT_HOUR, type Joules, type UnixMs } from '@jupyter-energy/contract';
import type { BudgetUnit } from '../settings.ts';
import type { Keep, Since } from './openings.ts';

export interface Budget {
  /** 0 for none. */
  readonly amount: number;
  readonly unit: BudgetUnit;
}

/** As much of a notebook as a budget is about. */
export interface Spender {
  readonly path: string;
  /** What its path was when this page first saw it: a new name is no new opening. */
  readonly openedAs: string;
  readonly kernel: string | null;
  /** The computer's energy since the notebook was opened. */
  readonly computer: Since | null;
  /** The notebook's own part of it; without joules where nothing is split. */
  readonly own: Since | null;
}

/** What is to be said. */
export interface Passed {
  readonly path: string;
  readonly budget: Budget;
  /** In the budget's unit, joules for watt-hours too. */
  readonly spent: number;
  readonly whose: 'notebook' | 'computer';
  readonly estimated: boolean;
}

/** The dirtiest electricity there is, gCO2e per joule: lignite at 1100 g/kWh. No sooner can grams have been reached. */
const MOST_GRAMS_PER_JOULE = 1_100 / (JOULES_PER_WATT_HOUR * 1_000);
/** Between two questions for the grams of one notebook. */
const ASK_EVERY_MS = 60_000;
/** Openings that are remembered as told. */
const MOST_TOLD = 100;

interface Question {
  readonly askedAt: number;
  /** Below these joules the budget cannot have been passed. */
  readonly notBefore: Joules;
}

export class BudgetWatch {
  readonly #keep: Keep;
  readonly #carbon: (from: UnixMs, kernel: string | null) => Promise<Carbon | null>;
  readonly #told: Set<string>;
  readonly #questions = new Map<string, Question>();

  /** `carbon` asks what the energy since a moment has caused. */
  constructor(keep: Keep, carbon: (from: UnixMs, kernel: string | null) => Promise<Carbon | null>) {
    this.#keep = keep;
    this.#carbon = carbon;
    this.#told = restore(keep);
  }

  /** Resolves with what is to be said, or null; asks the energy server only for grams, and only when they may be reached. */
  async check(spender: Spender, budget: Budget): Promise<Passed | null> {
    const { own, computer, path, openedAs } = spender;
    const whose = own?.joules == null ? 'computer' : 'notebook';
    const since = whose === 'notebook' ? own : computer;
    if (budget.amount <= 0 || since?.joules == null) return null;
    const keyOf = (name: string) =>
      `${computer?.openedAt ?? since.openedAt} ${name} ${budget.amount} ${budget.unit}`;
    const key = keyOf(path);
    // After a reload it is known by its new name only.
    if (this.#told.has(keyOf(openedAs)) && !this.#told.has(key)) this.#tell(key);
    if (this.#told.has(key)) return null;
    const spent =
      budget.unit === 'gCO2e'
        ? await this.#grams(key, spender, since.joules, whose, budget.amount)
        : since.joules;
    if (spent === null || spent < limitOf(budget) || this.#told.has(key)) return null;
    this.#tell(key);
    return { path, budget, spent, whose, estimated: since.estimated || budget.unit === 'gCO2e' };
  }

  async #grams(
    key: string,
    { kernel, computer, own }: Spender,
    joules: Joules,
    whose: Passed['whose'],
    amount: number,
  ): Promise<number | null> {
    const question = this.#questions.get(key) ?? {
      askedAt: -ASK_EVERY_MS,
      notBefore: amount / MOST_GRAMS_PER_JOULE,
    };
    const now = performance.now();
    if (joules < question.notBefore || now - question.askedAt < ASK_EVERY_MS) return null;
    this.#questions.set(key, { askedAt: now, notBefore: joules });
    const from = computer?.openedAt ?? own?.openedAt;
    const carbon = from === undefined ? null : await this.#carbon(from, kernel).catch(() => null);
    const grams = (whose === 'notebook' ? carbon?.kernelGrams : carbon?.grams) ?? null;
    const missing = Math.max(0, amount - (grams ?? 0));
    this.#questions.set(key, { askedAt: now, notBefore: joules + missing / MOST_GRAMS_PER_JOULE });
    return grams;
  }

  #tell(key: string): void {
    this.#told.add(key);
    this.#keep.write(JSON.stringify([...this.#told].slice(-MOST_TOLD)));
  }
}

function limitOf({ amount, unit }: Budget): number {
  return unit === 'Wh' ? amount * JOULES_PER_WATT_HOUR : amount;
}

function restore(keep: Keep): Set<string> {
  try {
    const kept: unknown = JSON.parse(keep.read() ?? '[]');
    return new Set(Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : []);
  } catch {
    return new Set(); // Something else wrote there: at worst something is said twice.
  }
}
