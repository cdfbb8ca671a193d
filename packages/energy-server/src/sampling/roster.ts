// Who is here: discovers sources again and again, opens what is ready, keeps fallbacks for when nothing else covers a processor.

import { contains, PLATFORM } from '@jupyter-energy/contract';
import type { Channel } from '../energy/channel.ts';
import type { FoundSource } from '../energy/found-source.ts';
import type { Host } from '../host/host.ts';
import type { DeviceUsers, Finding, SourceDriver } from '../sources/source.ts';
import { FollowedSource } from './followed-source.ts';
import type { Log } from './log.ts';
import { Missing } from './missing.ts';
import { settledOrAfter, within } from './within.ts';

const RESCAN_MS = 30_000;
const DISCOVER_LIMIT_MS = 10_000;
/** How long fallbacks wait for slower sources to open, so that they are not opened and closed at every start. */
const PATIENCE_MS = 1_000;

export interface RosterSetup {
  readonly drivers: readonly SourceDriver[];
  /** Each driver's options, by its kind. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly host: Host;
  readonly log: Log;
}

export class Roster implements AsyncDisposable {
  readonly #setup: RosterSetup;
  readonly #followed = new Map<SourceDriver, readonly FollowedSource[]>();
  #inOrder: readonly FollowedSource[] = [];
  readonly #troubles = new Map<SourceDriver, string>();
  readonly #asked = new Set<SourceDriver>();
  readonly #listeners = new Set<() => void>();
  readonly #missing = new Missing(RESCAN_MS);
  #rescanning: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #dueMs = Number.POSITIVE_INFINITY;
  #stopped = false;

  constructor(setup: RosterSetup) {
    this.#setup = setup;
  }

  /** The open sources, in the order of the drivers. */
  get open(): readonly FollowedSource[] {
    return this.#all().filter((source) => source.isOpen);
  }

  /** The channels of all open sources, in the order of the drivers. */
  get channels(): readonly Channel[] {
    return this.#all().flatMap((source) => source.channels);
  }

  /** Of all open sources that can tell who uses what they measure. */
  get users(): readonly DeviceUsers[] {
    return this.#all().flatMap(({ users }) => users ?? []);
  }

  /** Everything that was found, and drivers that fail to look. */
  get sources(): readonly FoundSource[] {
    const failing = [...this.#troubles].map(([driver, reason]) => driverState(driver, reason));
    return [...this.#all().map((source) => source.state), ...failing];
  }

  /** Calls `listener` whenever sources, their states or their channels changed. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  /**
   * Looks for sources, opens what is ready; from then on every 30 s, or sooner while one is missing that was open. Resolves when they
   * are open, or after a second.
   */
  async rescan(): Promise<void> {
    this.#rescanning ??= this.#rescan().finally(() => {
      this.#rescanning = null;
      this.#rescanIn(this.#missing.untilNextLook());
    });
    await this.#rescanning;
  }

  /** After a beat: notices channels that changed, and sources that hang. */
  refresh(): void {
    let changed = false;
    for (const source of this.#all()) if (source.refresh()) changed = true;
    if (changed) this.#changed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#listeners.clear();
    await settledOrAfter(
      PATIENCE_MS,
      this.#all().map((source) => source.close()),
    );
  }

  async #rescan(): Promise<void> {
    await settledOrAfter(
      PATIENCE_MS,
      this.#setup.drivers.map((driver) => this.#lookAndOpen(driver)),
    );
    if (this.#stopped) return;
    await this.#settleFallbacks();
    this.#tell();
  }

  async #lookAndOpen(driver: SourceDriver): Promise<void> {
    await this.#look(driver);
    if (this.#stopped) return;
    const found = this.#followed.get(driver) ?? [];
    if (!driver.fallback) await Promise.all(found.map((source) => source.open()));
    // A driver that took its time has missed the end of the rescan.
    else if (this.#rescanning === null) await this.#settleFallbacks();
  }

  /** Asks one driver what is there. One that throws or hangs keeps what it found before. */
  async #look(driver: SourceDriver): Promise<void> {
    if (this.#asked.has(driver)) return;
    const { host, options, log } = this.#setup;
    this.#asked.add(driver);
    const looking = Promise.resolve()
      .then(() => driver.discover(options[driver.kind], host))
      .finally(() => this.#asked.delete(driver));
    try {
      this.#found(driver, await within(DISCOVER_LIMIT_MS, `looking for ${driver.kind}`, looking));
      this.#troubles.delete(driver);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (this.#troubles.get(driver) !== reason)
        log.warn({ driver: driver.kind, reason }, 'discovery failed');
      this.#troubles.set(driver, reason);
    }
  }

  #found(driver: SourceDriver, findings: readonly Finding[]): void {
    const before = new Map((this.#followed.get(driver) ?? []).map((source) => [source.id, source]));
    const now = findings.map((finding) => {
      const source = before.get(finding.id) ?? new FollowedSource(driver, finding, this.#surroundings());
      before.delete(finding.id);
      source.update(finding);
      if (source.isMissing) this.#missing.lost(source.id);
      else this.#missing.found(source.id);
      return source;
    });
    this.#followed.set(driver, now);
    this.#inOrder = this.#setup.drivers.flatMap((one) => this.#followed.get(one) ?? []);
    for (const gone of before.values()) {
      this.#setup.log.info({ source: gone.id }, 'source gone');
      if (gone.hasBeenOpen) this.#missing.lost(gone.id);
      void gone.close();
    }
  }

  #surroundings() {
    return {
      log: this.#setup.log,
      nowMs: () => this.#nowMs(),
      lost: (retryInMs: number | null) => {
        if (retryInMs !== null) this.#rescanIn(retryInMs);
      },
      changed: () => this.#changed(),
    };
  }

  #changed(): void {
    if (this.#stopped) {
      for (const source of this.open) void source.close();
      return;
    }
    // During a rescan the fallbacks are settled once, at its end.
    if (this.#rescanning === null) void this.#settleFallbacks();
    this.#tell();
  }

  /** Opens fallbacks while nothing else covers a processor, closes them as soon as something does. */
  async #settleFallbacks(): Promise<void> {
    const covered = this.#all().some(
      ({ driver, channels }) => !driver.fallback && channels.some(coversProcessor),
    );
    const fallbacks = this.#all().filter(({ driver }) => driver.fallback);
    if (!covered) await Promise.all(fallbacks.map((source) => source.open()));
    else await Promise.all(fallbacks.map((source) => source.close().then(() => source.announce())));
  }

  #rescanIn(ms: number): void {
    const dueMs = this.#nowMs() + ms;
    if (this.#stopped || (dueMs >= this.#dueMs && this.#dueMs > this.#nowMs())) return;
    clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => {
      this.#dueMs = Number.POSITIVE_INFINITY;
      void this.rescan();
    }, ms);
  }

  #tell(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        // A listener's fault is not the source's, in whose midst the news may have come.
        this.#setup.log.error({ err: error }, 'a change of the sources could not be taken in');
      }
    }
  }

  /** In the order of the drivers. */
  #all(): readonly FollowedSource[] {
    return this.#inOrder;
  }

  #nowMs(): number {
    return this.#setup.host.clock.now().timelineMs;
  }
}

/** Whether a trusted channel covers a processor or something that contains one. */
function coversProcessor(channel: Channel): boolean {
  if (channel.distrusted !== undefined) return false;
  return contains(channel.domain, PLATFORM) || /^machine\/platform\/cpu-[^/]+$/.test(channel.domain);
}

function driverState({ kind }: SourceDriver, reason: string): FoundSource {
  const nothing = { remedy: null, notes: [], notCovered: [], channels: [] };
  return {
    id: `${kind}/discovery`,
    kind,
    title: `Looking for ${kind}`,
    status: 'failing',
    reason,
    ...nothing,
  };
}
