// A TP-Link plug or strip with its old firmware on a real TCP port, written from the protocol's description; misbehaves on request.

import { createServer, type Socket } from 'node:net';
import type { Load } from './fake-plug.ts';
import { Listening } from './listening.ts';

export type KasaMisbehaviour =
  | 'html'
  | 'garbage'
  | 'not JSON'
  | 'empty'
  | 'huge'
  | 'half'
  | 'too short'
  | 'too long'
  | 'drip'
  | 'silence'
  | 'hang-up'
  | 'error'
  | 'no power';

const DEVICE = '8006A1B2C3D4E5F60718293A4B5C6D7E8F901234';
const UNKNOWN = { err_code: -1, err_msg: 'module not support' };

interface Question {
  readonly system?: { readonly get_sysinfo?: unknown };
  readonly emeter?: { readonly get_realtime?: unknown };
  readonly context?: { readonly child_ids: readonly string[] };
}

export class Kasa extends Listening implements AsyncDisposable {
  /** One for a plug, more for a strip. */
  loads: Load[] = [{ watts: 42.5, wattHours: 20 }];
  /** In which units it tells: milliwatts and watt-hours, or watts and kilowatt-hours. */
  units: 'milli' | 'kilo' = 'milli';
  metered = true;
  /** A strip's outlets are named by two figures instead of the whole id. */
  shortIds = false;
  /** A strip that answers for its first outlet, whichever was asked for. */
  heedsContext = true;
  misbehaviour: KasaMisbehaviour | null = null;
  /** So many bytes at once. */
  packetBytes = Number.POSITIVE_INFINITY;
  /** Every question, as it was understood. */
  readonly asked: string[] = [];
  /** Every question, as it came. */
  readonly heard: Buffer[] = [];
  readonly #sockets = new Set<Socket>();
  protected readonly server = createServer((socket) => this.#talk(socket));

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #talk(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => socket.destroy());
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length < 4 || bytes.length < 4 + bytes.readUInt32BE(0)) return;
      this.heard.push(bytes);
      const question = uncovered(bytes.subarray(4));
      bytes = Buffer.alloc(0);
      this.asked.push(question);
      if (this.misbehaviour !== null) misbehave(this.misbehaviour, socket);
      else void this.#send(socket, enveloped(JSON.stringify(this.#reply(JSON.parse(question) as Question))));
    });
  }

  /** As a device does, it leaves the connection open afterwards. */
  async #send(socket: Socket, bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length; from += this.packetBytes) {
      await new Promise((resolve) => socket.write(bytes.subarray(from, from + this.packetBytes), resolve));
    }
  }

  #reply({ system, emeter, context }: Question): object {
    return {
      ...(system === undefined ? {} : { system: { get_sysinfo: this.#description() } }),
      ...(emeter === undefined ? {} : { emeter: this.#energy(context?.child_ids[0] ?? null) }),
    };
  }

  #description(): object {
    const common = { model: 'HS110(EU)', deviceId: DEVICE, latitude_i: 0, longitude_i: 0, err_code: 0 };
    if (this.loads.length === 1) return { ...common, alias: 'Desk', relay_state: 1, feature: 'TIM:ENE' };
    const children = this.loads.map((_, slot) => ({
      id: `${this.shortIds ? '' : DEVICE}0${slot}`,
      state: 1,
      alias: `Outlet ${slot}`,
    }));
    return { ...common, model: 'HS300(US)', children, child_num: children.length };
  }

  #energy(id: string | null): object {
    if (!this.metered) return UNKNOWN;
    const named = id?.startsWith(DEVICE) ? Number(id.slice(DEVICE.length)) : Number.NaN;
    const slot = id === null || !this.heedsContext ? 0 : named;
    const load = this.loads[slot];
    if (load === undefined) return { get_realtime: { err_code: -3, err_msg: 'invalid argument' } };
    const { watts, wattHours } = load;
    const strip = this.loads.length > 1 ? { slot_id: slot } : {};
    const told =
      this.units === 'milli'
        ? { voltage_mv: 230_100, current_ma: 200, power_mw: watts * 1000, total_wh: wattHours }
        : { current: 0.2, voltage: 230.1, power: watts, total: wattHours / 1000 };
    return { get_realtime: { ...strip, ...told, err_code: 0 } };
  }
}

/** Four bytes with the length, the most significant first; then each byte XOR the covered one before it, the first one XOR 171. */
function enveloped(text: string, announced = Buffer.byteLength(text)): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  for (let index = 0; index < bytes.length; index += 1)
    bytes.writeUInt8(bytes.readUInt8(index) ^ (index === 0 ? 171 : bytes.readUInt8(index - 1)), index);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(announced);
  return Buffer.concat([length, bytes]);
}

function uncovered(covered: Buffer): string {
  const bytes = Buffer.from(covered);
  for (let index = bytes.length - 1; index >= 0; index -= 1)
    bytes.writeUInt8(bytes.readUInt8(index) ^ (index === 0 ? 171 : bytes.readUInt8(index - 1)), index);
  return bytes.toString('utf8');
}

/** Fine as it is, were its length right. */
const ANSWER = '{"emeter":{"get_realtime":{"power_mw":42500,"total_wh":20,"err_code":0}}}';

function misbehave(how: KasaMisbehaviour, socket: Socket): void {
  switch (how) {
    case 'html':
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n<html></html>');
      return;
    case 'garbage':
      socket.end(Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 89) % 256)));
      return;
    case 'not JSON':
      socket.write(enveloped('Please log in to your router'));
      return;
    case 'empty':
      socket.write(enveloped(''));
      return;
    case 'huge':
      socket.write(enveloped(`{"emeter":{"get_realtime":[${'0,'.repeat(100_000)}0]}}`));
      return;
    case 'half':
      socket.end(enveloped(ANSWER).subarray(0, 40));
      return;
    case 'too short':
      socket.write(enveloped(ANSWER, ANSWER.length - 10));
      return;
    case 'too long':
      socket.end(enveloped(ANSWER, ANSWER.length + 10));
      return;
    case 'drip': {
      // A byte now and then: never silent, never done.
      socket.write(enveloped('', 4_000));
      const timer = setInterval(() => socket.write(' '), 200);
      socket.on('close', () => clearInterval(timer));
      return;
    }
    case 'silence':
      return;
    case 'hang-up':
      socket.resetAndDestroy();
      return;
    case 'error':
      socket.write(enveloped('{"emeter":{"get_realtime":{"err_code":-11,"err_msg":"time not sync"}}}'));
      return;
    case 'no power':
      socket.write(enveloped('{"emeter":{"get_realtime":{"total_wh":20,"err_code":0}}}'));
  }
}
