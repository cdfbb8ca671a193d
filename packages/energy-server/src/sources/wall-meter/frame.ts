// Frames of the MCP39F511N: requests encoded, replies decoded as their bytes arrive (datasheet DS20005473, "Communication Protocol").

/** The device answers at most this many data bytes in one frame. */
export const MAX_DATA_BYTES = 32;

const REQUEST_HEADER = 0xa5;
const SET_ADDRESS = 0x41;
const READ = 0x4e;
const WRITE = 0x4d;

const ACK = 0x06;
const NAK = 0x15;
const CHECKSUM_COMPLAINT = 0x51;

/** First byte, length and checksum surround the data of a reply. */
const REPLY_OVERHEAD = 3;

/** What the device said. A discarded frame is a member, so that garbage is seen and not lost. */
export type Reply =
  | { readonly kind: 'data'; readonly data: Uint8Array }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'complaint' }
  | { readonly kind: 'discarded'; readonly reason: string; readonly bytes: Uint8Array };

/** Asks for `count` bytes (1 to 32) at a register address. */
export function readRequest(address: number, count: number): Uint8Array {
  if (count < 1 || count > MAX_DATA_BYTES) throw new RangeError(`cannot read ${count} bytes at once`);
  return request([SET_ADDRESS, address >> 8, address & 0xff, READ, count]);
}

/** Writes little-endian `data` to a register address. */
export function writeRequest(address: number, data: Uint8Array): Uint8Array {
  return request([SET_ADDRESS, address >> 8, address & 0xff, WRITE, data.length, ...data]);
}

function request(commands: readonly number[]): Uint8Array {
  const frame = Uint8Array.from([REQUEST_HEADER, commands.length + REPLY_OVERHEAD, ...commands, 0]);
  frame[frame.length - 1] = checksumOf(frame);
  return frame;
}

/** The low byte of the sum of all bytes but the last, where it stands. */
function checksumOf(frame: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < frame.length - 1; index += 1) sum += frame[index] ?? 0;
  return sum & 0xff;
}

const NOTHING_YET = new Uint8Array(0);

/**
 * Decodes the one reply that a request asks for. Strict on purpose: the checksum is only a sum of eight bits, so whoever searches
 * a stream of garbage for frames will find false ones. The first byte that cannot be right discards everything.
 */
export class ReplyDecoder {
  readonly #expected: number;
  #bytes: Uint8Array = NOTHING_YET;

  /** @param dataBytes how many bytes were asked for; 0 = only a plain acknowledgement is right */
  constructor(dataBytes: number) {
    this.#expected = dataBytes;
  }

  /** The reply once it is complete or cannot become right any more, else null. Hand in nothing after that. */
  push(chunk: Uint8Array): Reply | null {
    this.#bytes = joined(this.#bytes, chunk);
    const first = this.#bytes[0];
    const length = this.#bytes[1];
    if (first === undefined) return null;
    if (first === NAK) return this.#alone({ kind: 'refused' });
    if (first === CHECKSUM_COMPLAINT) return this.#alone({ kind: 'complaint' });
    if (first !== ACK) return this.#discarded('it does not begin like a reply');
    if (this.#expected === 0) return this.#alone({ kind: 'done' });
    if (length === undefined) return null;
    if (length !== this.#expected + REPLY_OVERHEAD)
      return this.#discarded('its length is not the one asked for');
    return this.#framed(length);
  }

  #framed(length: number): Reply | null {
    if (this.#bytes.length < length) return null;
    if (this.#bytes.length > length) return this.#surplus();
    if (checksumOf(this.#bytes) !== this.#bytes[length - 1]) return this.#discarded('its checksum is wrong');
    return { kind: 'data', data: this.#bytes.slice(2, -1) };
  }

  #alone(reply: Reply): Reply {
    return this.#bytes.length === 1 ? reply : this.#surplus();
  }

  /** Two answers to one question: nobody knows which of them is the right one. */
  #surplus(): Reply {
    return this.#discarded('more bytes follow it');
  }

  #discarded(reason: string): Reply {
    return { kind: 'discarded', reason, bytes: this.#bytes };
  }
}

/** A copy, since whoever reads the line uses its buffer again. */
function joined(before: Uint8Array, chunk: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(before.length + chunk.length);
  bytes.set(before);
  bytes.set(chunk, before.length);
  return bytes;
}
