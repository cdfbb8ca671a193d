// Asks providers for live data: only while the user wants it, one question a country and quarter-hour, and nobody waits for it.

import type { GridLive } from '@jupyter-energy/contract';
import type { Clock } from '../../host/host.ts';
import type { Told } from '../mix/mix.ts';
import type { Extent } from '../mix/mixes.ts';
import type { ChoiceStore, GridLog } from '../place/choice-file.ts';
import { type Place, placeKey } from '../place/place.ts';
import { ChoiceRefused } from '../place/whereabouts.ts';
import type { Ask } from '../providers/http-edge.ts';
import type { Provider, Series } from '../providers/provider.ts';
import { ProviderFault } from '../providers/provider-fault.ts';
import { quarterHours } from '../providers/quarter-hours.ts';
import { QUARTER_MS, quarterOf } from '../quarter.ts';
import type { MixRecord } from '../record/mix-record.ts';
import { holdAfter } from './hold.ts';
import type { LiveMix } from './live-mix.ts';
import { type Plan, QuestionPlan } from './question-plan.ts';
import { withoutSecrets } from './secrets.ts';

/** Publication is late by an hour or two as a rule: data up to so old are the present mix. */
const CURRENT_MS = 3 * 3_600_000;
/** Questions come after the full quarter-hour, not all at the same moment. */
const EARLIEST_MS = 10_000;
const JITTER_MS = 120_000;

export interface LiveSetup {
  readonly providers: readonly Provider[];
  readonly record: MixRecord;
  readonly ask: Ask;
  readonly clock: Clock;
  readonly choice: ChoiceStore;
  /** What the settings say of the switch; null leaves it to the user. */
  readonly settled: boolean | null;
  readonly place: () => Place | null;
  readonly log: GridLog;
  /** From 0 to 1. */
  readonly random?: () => number;
}

export class LiveData implements LiveMix, AsyncDisposable {
  readonly #setup: LiveSetup;
  readonly #plan: QuestionPlan;
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<void> | null = null;
  #giveUp = new AbortController();
  #disposed = false;

  constructor(setup: LiveSetup) {
    this.#setup = setup;
    this.#plan = new QuestionPlan(setup.providers, setup.record);
  }

  rows(from: number, to: number): Iterable<Told> {
    return this.#setup.record.rows(from, to);
  }

  get extent(): Extent | null {
    return this.#setup.record.extent;
  }

  rank(id: string): number {
    const index = this.#setup.providers.findIndex((provider) => provider.id === id);
    return index < 0 ? this.#setup.providers.length : index;
  }

  get isOn(): boolean {
    return this.#setup.settled ?? this.#setup.choice.choice.live ?? false;
  }

  refusal(on: boolean): ChoiceRefused | null {
    const { settled } = this.#setup;
    if (settled === null || settled === on) return null;
    return new ChoiceRefused(true, 'live', 'grid.live is set in the config file: change it there');
  }

  turn(on: boolean): void {
    if (this.#setup.choice.choice.live !== on) this.#setup.choice.change({ live: on });
  }

  /** Asks at once where that is still to be had, else when the next quarter-hour has begun; or no more. */
  reconsider(): void {
    clearTimeout(this.#timer);
    if (!this.isOn || this.#disposed) {
      this.#giveUp.abort();
      return;
    }
    if (this.#giveUp.signal.aborted) this.#giveUp = new AbortController();
    this.#timer = setTimeout(() => this.#tick(), 0);
  }

  standing(place: Place | null): GridLive {
    const nowMs = this.#now();
    const candidates = place === null ? [] : this.#plan.candidates(place);
    const isHeld = (provider: Provider) => place !== null && this.#plan.hold(provider, place, nowMs) !== null;
    const provider = candidates.find((one) => !isHeld(one)) ?? candidates[0];
    const newest = place === null ? null : this.#setup.record.newest(placeKey(place), null);
    const newestAt = newest === null ? null : (newest + 1) * QUARTER_MS;
    const told = {
      on: this.isOn,
      provider: provider === undefined ? null : { id: provider.id, name: provider.name },
      newestAt,
    };
    if (!this.isOn) return { ...told, state: 'off', reason: whyNobody(place, provider) };
    if (provider === undefined) return { ...told, state: 'failing', reason: whyNobody(place, provider) };
    const faults = place === null ? [] : this.#faults(place, candidates, nowMs);
    const reason = faults.length === 0 ? null : faults.join(' ');
    if (newestAt !== null && nowMs - newestAt <= CURRENT_MS) return { ...told, state: 'current', reason };
    if (reason !== null) return { ...told, state: 'failing', reason };
    if (newestAt === null) return { ...told, state: 'waiting', reason: null };
    return { ...told, state: 'stale', reason: 'Nothing newer was told.' };
  }

  /** Resolves when no question is under way any more. */
  async settled(): Promise<void> {
    await this.#asking;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#giveUp.abort();
    await this.#asking;
    this.#setup.record[Symbol.dispose]();
  }

  /** In whole milliseconds, as they are kept. */
  #now(): number {
    return Math.floor(this.#setup.clock.now().wallMs);
  }

  #faults(place: Place, candidates: readonly Provider[], nowMs: number): string[] {
    return candidates.flatMap((provider) => {
      const hold = this.#plan.hold(provider, place, nowMs);
      return hold === null ? [] : [`${provider.name}: ${hold.reason}.`];
    });
  }

  #tick(): void {
    const nowMs = this.#now();
    const intoMs = nowMs - quarterOf(nowMs) * QUARTER_MS;
    const laterMs = QUARTER_MS - intoMs + EARLIEST_MS + (this.#setup.random ?? Math.random)() * JITTER_MS;
    this.#timer = setTimeout(() => this.#tick(), laterMs);
    // One question at a time, however long it takes.
    this.#asking ??= this.#askOnce(nowMs).finally(() => {
      this.#asking = null;
    });
  }

  /** Never rejects. */
  async #askOnce(nowMs: number): Promise<void> {
    const place = this.#setup.place();
    const plan = place === null ? null : this.#plan.next(place, nowMs);
    if (place === null || plan === null) return;
    if (!this.#setup.record.claim(place.country, quarterOf(nowMs))) return;
    const { signal } = this.#giveUp;
    try {
      const series = await this.#answer(plan, place, signal);
      this.#keep(plan, place, series);
    } catch (error) {
      // Turned off meanwhile: nobody's fault.
      if (!signal.aborted) this.#noteFault(plan, place, error);
    }
  }

  async #answer(plan: Plan, place: Place, signal: AbortSignal): Promise<Series> {
    try {
      return await this.#answerNow(plan, place, signal);
    } catch (error) {
      if (!(error instanceof ProviderFault) || error.kind !== 'again') throw error;
      return this.#answerNow(plan, place, signal);
    }
  }

  async #answerNow({ provider, dataSet, span }: Plan, place: Place, signal: AbortSignal): Promise<Series> {
    await provider.prepare?.();
    const answer = await this.#setup.ask(provider.question(place, dataSet, span), signal);
    return provider.read(answer, place, dataSet);
  }

  #keep(plan: Plan, place: Place, { points, notes }: Series): void {
    const { provider, span } = plan;
    const told = quarterHours(points, span);
    if (told.length === 0) throw new ProviderFault('empty', 'it has told nothing new of this place and time');
    const at = placeKey(place);
    this.#setup.record.store(
      told.map((one) => ({ ...one, place: at, provider: provider.id })),
      this.#now(),
    );
    this.#plan.succeeded(plan, place);
    const safe = notes.slice(0, 5).map((note) => withoutSecrets(note, provider.secrets));
    this.#setup.log.info(
      { provider: provider.id, place: at, quarters: told.length, notes: safe },
      'grid mix told',
    );
  }

  /** Faults of ours are told alike: the next quarter-hour is another. */
  #noteFault(plan: Plan, place: Place, error: unknown): void {
    const fault =
      error instanceof ProviderFault ? error : new ProviderFault('garbage', 'its answer cannot be read');
    const { provider } = plan;
    const reason = withoutSecrets(fault.message, provider.secrets);
    this.#plan.failed(
      plan,
      place,
      (failures) => holdAfter(fault, failures, this.#now(), reason),
      fault.kind === 'token',
    );
    this.#setup.log.warn({ provider: provider.id, reason, kind: fault.kind }, 'no grid mix was told');
  }
}

function whyNobody(place: Place | null, provider: Provider | undefined): string | null {
  if (place === null) return 'The country is unknown: choose it.';
  if (provider !== undefined) return null;
  if (place.zone !== null)
    return 'Nobody who may be asked tells of this zone; a token of a provider may help.';
  return 'Nobody who may be asked without a token tells of this country.';
}
