// A conversation with one meter: one request in flight, every fault answered by silence until the line is quiet.

import type { Clock, Host, SerialPort } from '../../host/host.ts';
import type { Instant } from '../../time/instant.ts';
import { type Reply, ReplyDecoder, readRequest, writeRequest } from './frame.ts';
import { nextLook } from './looks.ts';
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

const NO_DATA = new Uint8Array(0);
const DAMAGED = 'it received the request damaged, twice';

/** The device did not answer as it should; the line is quiet again. What was asked for is a gap. */
export class MeterFault extends Error {
  override readonly name = 'MeterFault';
}

export interface Answer {
  /** Empty for a plain acknowledgement. */
  readonly data: Uint8Array;
  /** When the last byte was there, at most one look after it came. */
  readonly at: Instant;
}

export class MeterSession implements Disposable {
  readonly #clock: Clock;
  readonly #port: SerialPort;
  #asking = false;
  #intervalMs = UNKNOWN_INTERVAL_MS;

  /** Opens the port. Throws HostError. */
  constructor(host: Host, device: string) {
    this.#clock = host.clock;
    this.#port = host.serialPorts.open(device, BAUD_RATE);
  }

  /** The device's accumulation interval, once it is known: patience and silences are measured in it. */
  set intervalMs(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Throws MeterFault, or HostError when the line is gone. */
  read({ address, bytes }: Register): Promise<Answer> {
    return this.#exchange(readRequest(address, bytes), bytes);
  }

  /** Throws MeterFault, or HostError when the line is gone. */
  async write({ address }: Register, data: Uint8Array): Promise<void> {
    await this.#exchange(writeRequest(address, data), 0);
  }

  /**
   * Discards what arrives until nothing has arrived for `quietMs`, one interval unless told otherwise. A line that never falls
   * silent is left alone after a while. Throws HostError when the line is gone.
   */
  async untilQuiet(quietMs = this.#intervalMs): Promise<void> {
    const giveUpMs = this.#nowMs() + quietMs * BABBLE_SILENCES;
    while (!(await this.#silentFor(quietMs)) && this.#nowMs() < giveUpMs);
  }

  /** What waits for an answer throws HostError at its next look. */
  [Symbol.dispose](): void {
    this.#port[Symbol.dispose]();
  }

  async #exchange(request: Uint8Array, dataBytes: number): Promise<Answer> {
    if (this.#asking) throw new Error('a request is in flight already');
    this.#asking = true;
    try {
      let answer = await this.#ask(request, dataBytes);
      // A request whose checksum arrived wrong is sent once more: the fault was on the way there.
      if (answer === DAMAGED) answer = await this.#ask(request, dataBytes);
      if (typeof answer === 'object') return answer;
      await this.untilQuiet();
      throw new MeterFault(answer);
    } finally {
      this.#asking = false;
    }
  }

  /** The answer, or what was wrong with it. */
  async #ask(request: Uint8Array, dataBytes: number): Promise<Answer | string> {
    this.#port.flush();
    this.#port.write(request);
    const decoder = new ReplyDecoder(dataBytes);
    const giveUpMs = this.#nowMs() + this.#patienceMs;
    for (;;) {
      await nextLook();
      const bytes = this.#port.read();
      const at = this.#clock.now();
      const reply = bytes.length === 0 ? null : decoder.push(bytes);
      if (reply !== null) return answerIn(reply, at);
      // Only where nothing was there: a busy process may come to its look late.
      if (bytes.length === 0 && at.timelineMs >= giveUpMs) return 'it did not answer in time';
    }
  }

  get #patienceMs(): number {
    return Math.max(this.#intervalMs * PATIENCE_INTERVALS, SHORTEST_PATIENCE_MS);
  }

  #nowMs(): number {
    return this.#clock.now().timelineMs;
  }

  /** Whether nothing arrives for `quietMs`; ends at the first sound. */
  async #silentFor(quietMs: number): Promise<boolean> {
    const untilMs = this.#nowMs() + quietMs;
    do {
      await nextLook();
      if (this.#port.read().length > 0) return false;
    } while (this.#nowMs() < untilMs);
    return true;
  }
}

/** The decoder takes data only where data were asked for, and a bare acknowledgement only where none were. */
function answerIn(reply: Reply, at: Instant): Answer | string {
  switch (reply.kind) {
    case 'data':
      return { data: reply.data, at };
    case 'done':
      return { data: NO_DATA, at };
    case 'refused':
      return 'it refused the request';
    case 'complaint':
      return DAMAGED;
    case 'discarded':
      return `its answer was discarded: ${reply.reason}`;
  }
}
