// A conversation with one meter: one request in flight, every fault answered by silence until the line is quiet.

import type { Clock, Host, HostError, SerialListener, SerialPort } from '../../host/host.ts';
import type { Instant } from '../../time/instant.ts';
import { type Reply, ReplyDecoder, readRequest, writeRequest } from './frame.ts';
import type { Register } from './registers.ts';

const BAUD_RATE = 115_200;

/** The longest of the device's usual intervals (N = 4 at 50 Hz), until the real one is known. */
const UNKNOWN_INTERVAL_MS = 320;
/** An answer is waited for this many intervals. */
const PATIENCE_INTERVALS = 3;
/** However short the interval: USB and a busy computer hold an answer back for some tens of milliseconds. */
const SHORTEST_PATIENCE_MS = 100;
/** A line that does not become quiet within this many silences babbles. */
const BABBLE_SILENCES = 10;

/** The device did not answer as it should; the line is quiet again. What was asked for is a gap. */
export class MeterFault extends Error {
  override readonly name = 'MeterFault';
}

export interface Answer {
  readonly data: Uint8Array;
  /** When the last byte arrived. */
  readonly at: Instant;
}

/** A complete reply with the time of its last byte. */
interface Heard {
  readonly reply: Reply;
  readonly at: Instant;
}

interface Pending {
  readonly decoder: ReplyDecoder;
  /** Ends the waiting; null = nothing came in time. */
  settle(heard: Heard | null): void;
}

export class MeterSession implements Disposable {
  readonly #clock: Clock;
  readonly #port: SerialPort;
  #pending: Pending | null = null;
  #lost: HostError | null = null;
  #heard: () => void = () => {};
  #intervalMs = UNKNOWN_INTERVAL_MS;
  #timer: NodeJS.Timeout | undefined;
  #patienceMs = 0;

  /** Opens the port. Throws HostError. */
  constructor(host: Host, device: string) {
    this.#clock = host.clock;
    const listener: SerialListener = {
      data: (bytes) => this.#arrived(bytes),
      closed: (reason) => this.#closed(reason),
    };
    this.#port = host.serialPorts.open(device, BAUD_RATE, listener);
  }

  /** The device's accumulation interval, once it is known: patience and silences are measured in it. */
  set intervalMs(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Throws MeterFault, or HostError when the line is gone. */
  async read(register: Register): Promise<Answer> {
    const request = readRequest(register.address, register.bytes);
    const { reply, at } = await this.#exchange(request, register.bytes);
    if (reply.kind === 'data') return { data: reply.data, at };
    return this.#fault(complaintOf(reply));
  }

  /** Throws MeterFault, or HostError when the line is gone. */
  async write(register: Register, data: Uint8Array): Promise<void> {
    const { reply } = await this.#exchange(writeRequest(register.address, data), 0);
    if (reply.kind !== 'done') await this.#fault(complaintOf(reply));
  }

  /**
   * Discards what arrives until nothing has arrived for `quietMs`, one interval unless told otherwise. A line that never falls
   * silent is left alone after a while. Throws HostError when the line is gone.
   */
  async untilQuiet(quietMs = this.#intervalMs): Promise<void> {
    const giveUpMs = this.#nowMs() + quietMs * BABBLE_SILENCES;
    while (!(await this.#silentFor(quietMs)) && this.#nowMs() < giveUpMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#port[Symbol.dispose]();
    this.#pending?.settle(null);
  }

  /** A request whose checksum arrived wrong is sent once more: the fault was on the way there. */
  async #exchange(request: Uint8Array, dataBytes: number): Promise<Heard> {
    let heard = await this.#ask(request, dataBytes);
    if (heard?.reply.kind === 'complaint') heard = await this.#ask(request, dataBytes);
    if (this.#lost !== null) throw this.#lost;
    return heard ?? (await this.#fault('it did not answer in time'));
  }

  /** Null when nothing came in time, or the line was lost. */
  #ask(request: Uint8Array, dataBytes: number): Promise<Heard | null> {
    if (this.#pending !== null) throw new Error('a request is in flight already');
    if (this.#lost !== null) throw this.#lost;
    this.#port.flush();
    // Nothing is heard before the event loop turns, so the answer cannot come before somebody waits for it.
    this.#port.write(request);
    return this.#answerTo(new ReplyDecoder(dataBytes));
  }

  #answerTo(decoder: ReplyDecoder): Promise<Heard | null> {
    return new Promise((resolve) => {
      const settle = (heard: Heard | null): void => {
        if (this.#pending !== pending) return;
        this.#pending = null;
        resolve(heard);
      };
      const pending: Pending = { decoder, settle };
      this.#pending = pending;
      this.#windTimer();
    });
  }

  /** One timer, wound anew for each request: it goes off only when a request has waited for too long, or nothing is asked. */
  #windTimer(): void {
    const patienceMs = Math.max(this.#intervalMs * PATIENCE_INTERVALS, SHORTEST_PATIENCE_MS);
    if (patienceMs === this.#patienceMs && this.#timer !== undefined) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#patienceMs = patienceMs;
    // A busy process sees its timer first: bytes that the kernel holds by then get a turn before time is called.
    this.#timer = setTimeout(() => {
      const late = this.#pending;
      setImmediate(() => late?.settle(null));
    }, patienceMs);
  }

  #nowMs(): number {
    return this.#clock.now().timelineMs;
  }

  #arrived(bytes: Uint8Array): void {
    this.#heard();
    const reply = this.#pending?.decoder.push(bytes) ?? null;
    if (reply !== null) this.#pending?.settle({ reply, at: this.#clock.now() });
  }

  #closed(reason: HostError): void {
    this.#lost = reason;
    this.#heard();
    this.#pending?.settle(null);
  }

  async #fault(what: string): Promise<never> {
    await this.untilQuiet();
    throw new MeterFault(what);
  }

  /** Resolves after `quietMs`, or at the first sound. */
  async #silentFor(quietMs: number): Promise<boolean> {
    if (this.#lost !== null) throw this.#lost;
    const silent = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(resolve, quietMs, true);
      this.#heard = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
    this.#heard = () => {};
    if (this.#lost !== null) throw this.#lost;
    return silent;
  }
}

function complaintOf(reply: Reply): string {
  switch (reply.kind) {
    case 'refused':
      return 'it refused the request';
    case 'complaint':
      return 'it received the request damaged, twice';
    case 'discarded':
      return `its answer was discarded: ${reply.reason}`;
    case 'data':
    case 'done':
      return 'it answered something else than was asked for';
  }
}
