// A machine in a folder into which simulated wall meters are plugged, and the driver that looks for them.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '../../../src/energy/reading.ts';
import type { Host } from '../../../src/host/host.ts';
import { createLinuxHost } from '../../../src/host/linux-host.ts';
import { type EnergySource, type Finding, SourceError } from '../../../src/sources/source.ts';
import { createWallMeterDriver } from '../../../src/sources/wall-meter/driver.ts';
import { WallMeterOptions } from '../../../src/sources/wall-meter/options.ts';
import { Machine } from '../machine.ts';
import { MeterOnPty } from './meter-on-pty.ts';
import type { Setup } from './registers-image.ts';

/** A new value every 40 ms: the fastest that is reliable. */
export const FAST: Partial<Setup> = { n: 1 };

/** How the computer sees the board. */
export interface Socket {
  readonly tty: string;
  readonly port: string;
  readonly serial: string | null;
}

const FIRST_SOCKET: Socket = { tty: 'ttyACM0', port: '1-1.2', serial: '0003' };

export class Bench implements AsyncDisposable {
  readonly machine = new Machine();
  host: Host;
  readonly #driver = createWallMeterDriver();
  readonly #boards: MeterOnPty[] = [];
  readonly #sources: EnergySource[] = [];

  constructor() {
    const { root } = this.machine;
    mkdirSync(join(root, 'dev'));
    this.host = createLinuxHost({ sysfs: join(root, 'sys'), procfs: '/proc', dev: join(root, 'dev') });
  }

  /** A pseudo-terminal in `dev/`, and what the kernel tells of the board in `sys/`. */
  plugIn(setup: Partial<Setup> = FAST, socket: Partial<Socket> = {}): MeterOnPty {
    const { tty, port, serial } = { ...FIRST_SOCKET, ...socket };
    const usb = `sys/bus/usb/devices/${port}`;
    this.machine.write(`${usb}/idVendor`, '04d8\n');
    this.machine.write(`${usb}/idProduct`, '00dd\n');
    this.machine.write(`${usb}/busnum`, '1\n');
    this.machine.write(`${usb}/devnum`, `${this.#boards.length + 5}\n`);
    if (serial !== null) this.machine.write(`${usb}/serial`, `${serial}\n`);
    this.machine.write(`${usb}/${port}:1.0/tty/${tty}/dev`, '166:0\n');
    const board = new MeterOnPty({ setup, link: join(this.machine.root, 'dev', tty) });
    this.#boards.push(board);
    return board;
  }

  pullOut(board: MeterOnPty, port = FIRST_SOCKET.port): void {
    board.unplug();
    this.machine.remove(`sys/bus/usb/devices/${port}`);
  }

  /** With what the config file says in its section `wall-meter`. */
  async discover(given: unknown = {}): Promise<readonly Finding[]> {
    return this.#driver.discover(WallMeterOptions.parse(given), this.host);
  }

  async open(finding: Finding | undefined): Promise<EnergySource> {
    if (finding?.status !== 'ready') throw new Error(`not ready: ${JSON.stringify(finding)}`);
    const source = await finding.open();
    this.#sources.push(source);
    return source;
  }

  async openFirst(given: unknown = {}): Promise<EnergySource> {
    return this.open((await this.discover(given))[0]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const source of this.#sources) await source[Symbol.asyncDispose]();
    for (const board of this.#boards) board[Symbol.dispose]();
    this.machine[Symbol.dispose]();
  }
}

/** The next `count` readings; rejects as soon as the source throws. */
export async function collect(source: EnergySource, count: number): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  while (readings.length < count) {
    readings.push(...(await source.read()));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return readings.slice(0, count);
}

/** Reads until the source throws. */
export async function failureOf(source: EnergySource): Promise<SourceError> {
  const failure = await collect(source, Number.POSITIVE_INFINITY).catch((error: unknown) => error);
  if (!(failure instanceof SourceError)) throw failure;
  return failure;
}

export function wattsOf(readings: readonly Reading[], channel: string): readonly number[] {
  return readings.flatMap((reading) =>
    reading.kind === 'gauge' && reading.channel === channel ? [reading.watts] : [],
  );
}

/** What outlets 1 and 2 feed. */
export function outlets(one: string, two: string) {
  return { 1: { feeds: one }, 2: { feeds: two } };
}
