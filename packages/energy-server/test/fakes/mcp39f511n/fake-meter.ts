// An MCP39F511N in software: understands requests and answers them, as the datasheet describes it. Knows nothing of our driver.

import { FACTORY_SETUP, registersAt, type Setup } from './registers-image.ts';
import { constant } from './trace.ts';

const ACK = 0x06;
const NAK = 0x15;
const CHECKSUM_COMPLAINT = 0x51;

/** Commands that change a real instrument for good: save, EEPROM read, write and erase, calibrations. */
const FORBIDDEN = new Set([0x53, 0x42, 0x50, 0x4f, 0x5a, 0x7a, 0x76]);

/** A request longer than this is none. */
const LONGEST_REQUEST = 35;

export class FakeMeter {
  readonly setup: Setup;
  /** Commands that a careful program never sends, in the order in which they came. */
  readonly forbidden: number[] = [];
  requests = 0;
  #partial: number[] = [];
  readonly #nowMs: () => number;
  #countingSinceMs: [number | null, number | null] = [null, null];

  /** `nowMs` is the time since the meter was switched on. */
  constructor(setup: Partial<Setup>, nowMs: () => number) {
    this.setup = {
      ...FACTORY_SETUP,
      ranges: [...FACTORY_SETUP.ranges],
      traces: [constant(50), constant(0)],
      ...setup,
    };
    this.#nowMs = nowMs;
  }

  /** Takes bytes as they come; gives the answer to each request that they complete. */
  hear(bytes: Uint8Array): readonly Buffer[] {
    const answers: Buffer[] = [];
    for (const byte of bytes) {
      const answer = this.#hearByte(byte);
      if (answer !== null) answers.push(answer);
    }
    return answers;
  }

  #hearByte(byte: number): Buffer | null {
    this.#partial.push(byte);
    const [header, length] = this.#partial;
    if (header !== 0xa5 || (length !== undefined && (length < 4 || length > LONGEST_REQUEST))) {
      this.#partial = [];
      return null;
    }
    if (length === undefined || this.#partial.length < length) return null;
    const frame = this.#partial;
    this.#partial = [];
    this.requests += 1;
    return this.#answer(frame);
  }

  #answer(frame: readonly number[]): Buffer {
    if (sumOf(frame.slice(0, -1)) !== frame.at(-1)) return Buffer.of(CHECKSUM_COMPLAINT);
    const read = this.#obey(frame.slice(2, -1));
    if (read === null) return Buffer.of(NAK);
    if (read.length === 0) return Buffer.of(ACK);
    const body = [ACK, read.length + 3, ...read];
    return Buffer.of(...body, sumOf(body));
  }

  /** The bytes read; null for a command that is refused. */
  #obey(commands: readonly number[]): readonly number[] | null {
    const read: number[] = [];
    let address = 0;
    for (let i = 0; i < commands.length; ) {
      const [command = 0, first = 0, second = 0] = commands.slice(i);
      if (FORBIDDEN.has(command)) this.forbidden.push(command);
      if (command === 0x41) {
        address = first * 256 + second;
        i += 3;
      } else if (command === 0x4e && first <= 32) {
        read.push(...this.#image().subarray(address, address + first));
        i += 2;
      } else if (command === 0x4d) {
        this.#write(address, Buffer.from(commands.slice(i + 2, i + 2 + first)));
        i += 2 + first;
      } else return null;
    }
    return read;
  }

  #image(): Buffer {
    const nowMs = this.#nowMs();
    const counted = ([0, 1] as const).map((channel) => {
      const since = this.#countingSinceMs[channel];
      const trace = this.setup.traces[channel];
      return since === null ? 0 : trace.joules(nowMs) - trace.joules(since);
    });
    return registersAt(this.setup, nowMs, [counted[0] ?? 0, counted[1] ?? 0]);
  }

  #write(address: number, data: Buffer): void {
    if (address === 0x00a8) this.setup.n = data.readUInt16LE(0);
    if (address === 0x00ae) this.setup.ranges[0] = data[2] ?? 0;
    if (address === 0x00be) this.setup.ranges[1] = data[2] ?? 0;
    if (address === 0x00a0) this.#configure(data.readUInt32LE(0));
  }

  #configure(configuration: number): void {
    this.setup.configuration = configuration;
    for (const channel of [0, 1] as const) {
      const on = (configuration & (0x100 << channel)) !== 0;
      this.#countingSinceMs[channel] = on ? (this.#countingSinceMs[channel] ?? this.#nowMs()) : null;
    }
  }
}

function sumOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte) => sum + byte, 0) % 256;
}
