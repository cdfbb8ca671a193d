// A history with a ledger on a real file, driven by hand: a clock, meters that say what they are told, beats.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ManualClock } from '../../test/fakes/manual-clock.ts';
import type { Channel } from '../energy/channel.ts';
import type { Reading } from '../energy/reading.ts';
import { History } from '../history/history.ts';
import type { KernelShare } from '../kernels/kernel-share.ts';
import { energyBetween } from './joined-energy.ts';
import { Ledger, type LedgerSetup } from './ledger.ts';

export class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'ledger-'));

  get file(): string {
    return join(this.path, 'ledger.sqlite');
  }

  empty(): void {
    for (const name of readdirSync(this.path)) rmSync(join(this.path, name), { recursive: true });
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** One run of an energy server, as far as the ledger is concerned. */
export class Recorder implements Disposable {
  readonly history = new History();
  readonly clock: ManualClock;
  readonly ledger: Ledger;
  readonly said: string[] = [];
  shares: readonly KernelShare[] = [];

  constructor(file: string, clock: ManualClock, more: Partial<LedgerSetup> = {}) {
    this.clock = clock;
    const say = (facts: object, message: string) => this.said.push(`${message} ${JSON.stringify(facts)}`);
    const log = { info: say, warn: say };
    const setup = { path: file, minuteDays: 30, days: null, now: () => clock.now(), log, ...more };
    const { history } = this;
    this.ledger = new Ledger(setup, {
      get oldestMs() {
        return history.oldestMs;
      },
      spent: (fromMs, toMs) => history.spent(fromMs, toMs),
      shares: () => this.shares,
    });
  }

  become(channels: readonly Channel[]): this {
    this.history.roster(channels);
    this.ledger.become(channels);
    return this;
  }

  beat(readings: readonly Reading[]): void {
    const steps = this.history.take(readings);
    this.ledger.beat(steps, this.history.settle(this.clock.now().timelineMs).atMs);
  }

  /** A beat that the ledger learns of with the next one. */
  beatUnrecorded(readings: readonly Reading[]): void {
    this.history.take(readings);
    this.history.settle(this.clock.now().timelineMs);
  }

  energy(edges: readonly number[]): ReturnType<typeof energyBetween> {
    return energyBetween(edges, this.history, this.ledger, this.clock.now());
  }

  [Symbol.dispose](): void {
    this.ledger[Symbol.dispose]();
  }
}
