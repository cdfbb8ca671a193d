// One source that discovery found, followed through opening, reading, failing and closing.

import type { Remedy } from '@jupyter-energy/contract';
import type { Channel } from '../energy/channel.ts';
import type { FoundSource } from '../energy/found-source.ts';
import type { Reading } from '../energy/reading.ts';
import type {
  DeviceUsers,
  EnergySource,
  Finding,
  Recovery,
  SourceDriver,
  SourceId,
} from '../sources/source.ts';
import { SourceError } from '../sources/source.ts';
import { BackOff } from './back-off.ts';
import type { Log } from './log.ts';
import { within } from './within.ts';

const OPEN_LIMIT_MS = 10_000;
const READ_LIMIT_MS = 30_000;
const AT_REST = 'at rest';
/** Said as long as its opening takes, so that it is not thought to tell nothing. */
export const BEING_OPENED = 'It is being opened.';
const NOT_NEEDED = 'Not used: a meter covers the processor.';

interface Failure {
  readonly status: 'blocked' | 'failing';
  readonly reason: string;
  readonly remedy: Remedy | null;
}

/** What the roster hands in. */
export interface Surroundings {
  readonly log: Log;
  nowMs(): number;
  /** The source was lost; try again after this long, or (null) at the next rescan. */
  lost(retryInMs: number | null): void;
  /** Its state or its channels are not what they were. */
  changed(): void;
}

export class FollowedSource {
  readonly driver: SourceDriver;
  readonly #around: Surroundings;
  readonly #backOff = new BackOff();
  #finding: Finding;
  #source: EnergySource | null = null;
  #opening = false;
  #hasBeenOpen = false;
  /** Closed while it was being opened. */
  #abandoned = false;
  #failure: Failure | null = null;
  #busySinceMs: number | null = null;
  #seen: readonly [channels: unknown, notes: unknown] = [null, null];
  /** What was logged last; a source that was merely found is not worth a line. */
  #announced = AT_REST;

  constructor(driver: SourceDriver, finding: Finding, around: Surroundings) {
    this.driver = driver;
    this.#finding = finding;
    this.#around = around;
  }

  get id(): SourceId {
    return this.#finding.id;
  }

  get isOpen(): boolean {
    return this.#source !== null;
  }

  /** It was open once, and is neither open now nor ready to be. */
  get isMissing(): boolean {
    return this.#hasBeenOpen && !this.isOpen && this.#finding.status === 'blocked';
  }

  get hasBeenOpen(): boolean {
    return this.#hasBeenOpen;
  }

  /** Whether an earlier read has not come back yet. */
  get busy(): boolean {
    return this.#busySinceMs !== null;
  }

  get channels(): readonly Channel[] {
    return this.#source?.channels ?? [];
  }

  /** Who uses what it measures; null where it is not open, or cannot tell. */
  get users(): DeviceUsers | null {
    return this.#source?.users ?? null;
  }

  get state(): FoundSource {
    const { id, title } = this.#finding;
    const source = this.#source;
    const blocked = source === null && this.#finding.status === 'blocked' ? this.#finding : null;
    const trouble = blocked ?? this.#failure;
    return {
      id,
      kind: this.driver.kind,
      title,
      status: trouble?.status ?? 'ready',
      reason: trouble?.reason ?? null,
      remedy: trouble?.remedy ?? null,
      notes: source?.notes ?? this.#notesWhileClosed(trouble !== null),
      notCovered: source?.notCovered ?? [],
      channels: source?.channels ?? [],
    };
  }

  #notesWhileClosed(isInTrouble: boolean): readonly string[] {
    if (this.#opening) return [BEING_OPENED];
    return this.driver.fallback && !isInTrouble ? [NOT_NEEDED] : [];
  }

  /** What discovery says of it now. What reads well stays open, even where it could not be opened again. */
  update(finding: Finding): void {
    this.#finding = finding;
    if (finding.status === 'blocked' && this.#source === null) this.#failure = null;
    this.announce();
  }

  /** Opens it if it is ready and not to be left alone. Never throws. */
  async open(): Promise<void> {
    const finding = this.#finding;
    this.#abandoned = false;
    if (this.isOpen || this.#opening || finding.status === 'blocked') return;
    if (!this.#backOff.over(this.#around.nowMs())) return;
    this.#opening = true;
    try {
      const opening = Promise.resolve().then(() => finding.open());
      const source = await within(OPEN_LIMIT_MS, `opening ${finding.id}`, opening, (late) => {
        void this.#dispose(late);
      });
      if (this.#abandoned) return await this.#dispose(source);
      this.#source = source;
      this.#hasBeenOpen = true;
      this.#failure = null;
      this.#busySinceMs = null;
      this.#seen = [source.channels, source.notes];
      this.#around.changed();
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#opening = false;
      this.announce();
    }
  }

  /** The readings since the last call; empty where it failed, which the state then tells. Never throws. */
  read(nowMs: number): readonly Reading[] | Promise<readonly Reading[]> {
    const source = this.#source;
    if (source === null) return [];
    try {
      const answer = source.read();
      return answer instanceof Promise ? this.#arrival(source, answer, nowMs) : this.#good(answer);
    } catch (error) {
      return this.#bad(source, error);
    }
  }

  /** Whether channels or notes are others than at the last call; gives up a read that hangs. */
  refresh(): boolean {
    const since = this.#busySinceMs;
    if (since !== null && this.#around.nowMs() - since > READ_LIMIT_MS) {
      this.#failed(new SourceError(`has not answered for ${READ_LIMIT_MS / 1000} s`, 'reopen'));
    }
    const source = this.#source;
    if (source === null) return false;
    const { channels, notes } = source;
    if (channels === this.#seen[0] && notes === this.#seen[1]) return false;
    this.#seen = [channels, notes];
    return true;
  }

  /** Closes it without an error, for example a fallback that is not needed any more. */
  async close(): Promise<void> {
    const source = this.#source;
    this.#abandoned = true;
    this.#source = null;
    this.#busySinceMs = null;
    if (source !== null) await this.#dispose(source);
  }

  /** Logs the state if it is not the one that was logged last. */
  announce(): void {
    const { status, reason, remedy } = this.state;
    const open = this.isOpen;
    const said = status === 'ready' && !open ? AT_REST : JSON.stringify([status, reason, open]);
    if (said === this.#announced) return;
    this.#announced = said;
    const facts = { source: this.id, ...(reason === null ? {} : { reason }), ...(remedy ? { remedy } : {}) };
    if (status === 'failing') this.#around.log.warn(facts, 'source failing');
    else if (status === 'blocked') this.#around.log.info(facts, 'source blocked');
    else this.#around.log.info(facts, open ? 'source open' : 'source at rest');
  }

  #arrival(
    source: EnergySource,
    answer: Promise<readonly Reading[]>,
    nowMs: number,
  ): Promise<readonly Reading[]> {
    this.#busySinceMs = nowMs;
    return answer.then(
      (readings) => {
        if (source !== this.#source) return [];
        this.#busySinceMs = null;
        return this.#good(readings);
      },
      (error) => {
        if (source === this.#source) this.#busySinceMs = null;
        return this.#bad(source, error);
      },
    );
  }

  #good(readings: readonly Reading[]): readonly Reading[] {
    if (this.#failure !== null) {
      this.#failure = null;
      this.announce();
      this.#around.changed();
    }
    return readings;
  }

  #bad(source: EnergySource, error: unknown): readonly Reading[] {
    if (source === this.#source) this.#failed(error);
    return [];
  }

  /** Keeps the reason and does what the error asks for; an error that asks for nothing means `reopen`. */
  #failed(error: unknown): void {
    const recovery: Recovery = error instanceof SourceError ? error.recovery : 'reopen';
    this.#failure = {
      status: recovery === 'give-up' ? 'blocked' : 'failing',
      reason: error instanceof Error ? error.message : String(error),
      remedy: error instanceof SourceError ? error.remedy : null,
    };
    this.announce();
    if (recovery !== 'retry' || this.#source === null) {
      const delayMs = this.#backOff.failed(this.#around.nowMs());
      void this.close();
      this.#around.lost(recovery === 'give-up' ? null : delayMs);
    }
    this.#around.changed();
  }

  async #dispose(source: EnergySource): Promise<void> {
    try {
      await source[Symbol.asyncDispose]();
    } catch (error) {
      this.#around.log.warn({ source: this.id, reason: String(error) }, 'source did not close cleanly');
    }
  }
}
