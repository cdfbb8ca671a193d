// The connection to one TP-Link plug with its old firmware: a question, its answer, and the line is closed. It knows no password.

import { connect } from 'node:net';
import { BadFrame, framed, textIn } from './kasa-frame.ts';
import { portOf } from './options.ts';
import { parsed } from './parsed.ts';
import { ANSWER_LIMIT_MS, noAnswer, strangeAnswer, unreachableKasa } from './troubles.ts';

const USUAL_PORT = 9999;

export class KasaConnection {
  readonly address: string;
  readonly #host: string;
  readonly #port: number;

  constructor(address: string) {
    this.address = address;
    // In a URL the numbers of IPv6 stand in brackets, elsewhere without.
    this.#host = new URL(`http://${address}`).hostname.replace(/^\[(.*)\]$/, '$1');
    this.#port = portOf(address) ?? USUAL_PORT;
  }

  /** The JSON value of the answer; undefined where its text is none. Throws SourceError (`retry`) where no usable answer came. */
  async ask(question: object, signal: AbortSignal): Promise<unknown> {
    const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
    try {
      return parsed(await this.#exchange(JSON.stringify(question), AbortSignal.any([signal, limit])));
    } catch (error) {
      if (error instanceof BadFrame) throw strangeAnswer(this.address, error.message);
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      const why = limit.aborted ? `no whole answer within ${ANSWER_LIMIT_MS / 1000} s` : code;
      throw noAnswer(this.address, why, unreachableKasa(this.address, this.#host, this.#port), error);
    }
  }

  async #exchange(question: string, signal: AbortSignal): Promise<string> {
    const socket = connect({ host: this.#host, port: this.#port, signal });
    socket.write(framed(question));
    let bytes: Uint8Array = new Uint8Array();
    // However the loop is left, that closes the socket.
    for await (const chunk of socket as AsyncIterable<Uint8Array>) {
      bytes = Buffer.concat([bytes, chunk]);
      const text = textIn(bytes);
      if (text !== null) return text;
    }
    throw new BadFrame('the connection was closed before it was whole');
  }
}
