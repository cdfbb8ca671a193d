// What to ask next: of the providers that know the place the best that is not left alone, of its data sets the one that is oldest.

import { type Place, placeKey } from '../place/place.ts';
import type { DataSet, Provider, TimeSpan } from '../providers/provider.ts';
import { QUARTER_MS, QUARTERS_A_DAY, quarterOf } from '../quarter.ts';
import type { Column, Hold, MixRecord } from '../record/mix-record.ts';
import { LONGEST_HOLD_MS } from './hold.ts';

/** Told again: operators that tell late, and corrections. Beyond that what was told stays for ever. */
const AGAIN_QUARTERS = 8;
/** After a long pause no more than this is asked at once. */
const MOST_QUARTERS = 7 * QUARTERS_A_DAY;

export interface Plan {
  readonly provider: Provider;
  readonly dataSet: DataSet;
  readonly span: TimeSpan;
}

export class QuestionPlan {
  readonly #providers: readonly Provider[];
  readonly #record: MixRecord;
  /** A refused token is forgotten with the server, as another one may be set before the next. */
  readonly #refused = new Map<string, Hold>();

  constructor(providers: readonly Provider[], record: MixRecord) {
    this.#providers = providers;
    this.#record = record;
  }

  /** The best first. */
  candidates(place: Place): readonly Provider[] {
    return this.#providers.filter((provider) => provider.covers(place));
  }

  /** Null where all are left alone. */
  next(place: Place, nowMs: number): Plan | null {
    for (const provider of this.candidates(place)) {
      const dataSet = this.#oldest(provider, place, nowMs);
      if (dataSet !== null) return { provider, dataSet, span: this.#span(provider, dataSet, place, nowMs) };
    }
    return null;
  }

  /** Why the mix is not asked of this provider at present; null where it is. */
  hold(provider: Provider, place: Place, nowMs: number): Hold | null {
    return this.#held(provider, provider.dataSets[0] ?? 'both', place, nowMs);
  }

  failed(plan: Plan, place: Place, holdOf: (failures: number) => Hold, isToken: boolean): void {
    const key = holdKey(plan.provider, plan.dataSet, place);
    const before = this.#record.hold(key)?.failures ?? this.#refused.get(key)?.failures ?? 0;
    const hold = holdOf(before + 1);
    if (!isToken) this.#record.setHold(key, hold);
    else
      for (const dataSet of plan.provider.dataSets)
        this.#refused.set(holdKey(plan.provider, dataSet, place), hold);
  }

  succeeded({ provider, dataSet }: Plan, place: Place): void {
    const key = holdKey(provider, dataSet, place);
    this.#refused.delete(key);
    if (this.#record.hold(key) !== null) this.#record.setHold(key, null);
  }

  #held(provider: Provider, dataSet: DataSet, place: Place, nowMs: number): Hold | null {
    const key = holdKey(provider, dataSet, place);
    const holds = [this.#refused.get(key) ?? null, this.#record.hold(key)];
    // One that ends later than any does was written by a clock that went wrong.
    const holdsNow = ({ until }: Hold) => until > nowMs && until - nowMs <= LONGEST_HOLD_MS;
    return holds.find((hold) => hold !== null && holdsNow(hold)) ?? null;
  }

  #oldest(provider: Provider, place: Place, nowMs: number): DataSet | null {
    const free = provider.dataSets.filter((one) => this.#held(provider, one, place, nowMs) === null);
    const ages = free.map((dataSet) => ({ dataSet, newest: this.#newest(provider, dataSet, place) ?? 0 }));
    return ages.sort((a, b) => a.newest - b.newest)[0]?.dataSet ?? null;
  }

  #newest(provider: Provider, dataSet: DataSet, place: Place): number | null {
    const column: Column = dataSet === 'intensity' ? 'grams' : 'production';
    return this.#record.newest(placeKey(place), column, provider.id);
  }

  /** What was told before stays, whoever told it, also of the time when the computer stood elsewhere. */
  #span(provider: Provider, dataSet: DataSet, place: Place, nowMs: number): TimeSpan {
    const to = quarterOf(nowMs);
    const newest =
      dataSet === 'intensity'
        ? this.#newest(provider, dataSet, place)
        : this.#record.newest(placeKey(place), 'production');
    const wanted = newest === null ? to - QUARTERS_A_DAY : newest + 1 - AGAIN_QUARTERS;
    const elsewhere = (this.#record.newestElsewhere(placeKey(place)) ?? 0) + 1;
    const from = Math.min(Math.max(wanted, to - MOST_QUARTERS, elsewhere), to - 1);
    return { from: from * QUARTER_MS, to: to * QUARTER_MS };
  }
}

function holdKey({ id }: Provider, dataSet: DataSet, { country }: Place): string {
  return `${id} ${dataSet} ${country}`;
}
