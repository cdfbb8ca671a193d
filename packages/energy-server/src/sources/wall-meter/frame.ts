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
  const body = [REQUEST_HEADER, commands.length + REPLY_OVERHEAD, ...commands];
  return Uint8Array.from([...body, checksumOf(body)]);
}

/** The low byte of the sum. */
function checksumOf(bytes: Iterable<number>): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return sum & 0xff;
}

/**
 * Decodes the one reply that a request asks for. Strict on purpose: the checksum is only a sum of eight bits, so whoever searches
 * a stream of garbage for frames will find false ones. The first byte that cannot be right discards everything.
 */
export class ReplyDecoder {
  readonly #expected: number;
  readonly #bytes: number[] = [];

  /** @param dataBytes how many bytes were asked for; 0 = only a plain acknowledgement is right */
  constructor(dataBytes: number) {
    this.#expected = dataBytes;
  }

  /** The reply once it is complete or cannot become right any more, else null. Hand in nothing after that. */
  push(chunk: Uint8Array): Reply | null {
    for (const byte of chunk) this.#bytes.push(byte);
    const [first, length] = this.#bytes;
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
    const body = this.#bytes.slice(0, -1);
    if (checksumOf(body) !== this.#bytes.at(-1)) return this.#discarded('its checksum is wrong');
    return { kind: 'data', data: Uint8Array.from(body.slice(2)) };
  }

  #alone(reply: Reply): Reply {
    return this.#bytes.length === 1 ? reply : this.#surplus();
  }

  /** Two answers to one question: nobody knows which of them is the right one. */
  #surplus(): Reply {
    return this.#discarded('more bytes follow it');
  }

  #discarded(reason: string): Reply {
    return { kind: 'discarded', reason, bytes: Uint8Array.from(this.#bytes) };
  }
}
