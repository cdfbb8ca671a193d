// The connection to one plug that speaks HTTP: logs in the way its firmware asks for, and turns whatever comes back into an answer or a reason.

import { type HttpAnswer, httpGet, NoHttpAnswer } from '../http-get.ts';
import type { Login } from '../login.ts';
import type { SourceError } from '../source.ts';
import { type Challenge, digestHeader, readChallenge } from './digest.ts';
import { parsed } from './parsed.ts';
import {
  ANSWER_LIMIT_MS,
  noAnswer,
  notHere,
  passwordMissing,
  passwordWrong,
  unreachable,
} from './troubles.ts';

/** How a firmware wants to be told the password. */
export type LoginScheme = 'basic' | 'digest' | 'query';

export interface Answer {
  readonly status: number;
  /** The JSON value; undefined where the text is none. */
  readonly json: unknown;
}

export class PlugConnection {
  readonly address: string;
  readonly #login: Login | null;
  #challenge: Challenge | null = null;
  #uses = 0;

  /** @param login null where no password is set */
  constructor(address: string, login: Login | null) {
    this.address = address;
    this.#login = login;
  }

  /**
   * GET, with what the scheme asks for. Throws SourceError: `retry` when no usable answer came, `give-up` when the password is
   * wrong or missing or the device points elsewhere.
   * @param path beginning with a slash, for example `/rpc/Switch.GetStatus?id=0`
   */
  async ask(path: string, scheme: LoginScheme, signal: AbortSignal): Promise<Answer> {
    const first = await this.#send(this.#asked(path, scheme), this.#authorization(path, scheme), signal);
    const answer = first.status === 401 ? await this.#prove(path, scheme, first, signal) : first;
    if (answer.status === 401) throw this.refused();
    if (answer.status >= 300 && answer.status < 400)
      throw notHere(this.address, 'it points to another place');
    return { status: answer.status, json: parsed(answer.text) };
  }

  /** GET without the password, from whoever may be there; a refusal is an answer as well. Throws SourceError. */
  async knock(path: string, signal: AbortSignal): Promise<Answer> {
    const { status, text } = await this.#send(path, null, signal);
    return { status, json: parsed(text) };
  }

  /** What to throw when the plug does not accept who asks. */
  refused(): SourceError {
    return this.#login === null ? passwordMissing(this.address) : passwordWrong(this.address);
  }

  /** Meets a new challenge, once: a proof that was refused is not repeated. */
  async #prove(
    path: string,
    scheme: LoginScheme,
    refusal: HttpAnswer,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    if (scheme !== 'digest' || this.#login === null) return refusal;
    this.#challenge = readChallenge(refusal.challenges);
    this.#uses = 0;
    if (this.#challenge === null) return refusal;
    return await this.#send(path, this.#authorization(path, scheme), signal);
  }

  async #send(path: string, authorization: string | null, signal: AbortSignal): Promise<HttpAnswer> {
    const headers = { accept: 'application/json', ...(authorization === null ? {} : { authorization }) };
    const url = new URL(`http://${this.address}${path}`);
    try {
      return await httpGet({ url, headers, limitMs: ANSWER_LIMIT_MS, verifyTls: true, signal });
    } catch (error) {
      if (!(error instanceof NoHttpAnswer)) throw error;
      throw noAnswer(this.address, error.message, unreachable(this.address), error);
    }
  }

  /** Tasmota takes the password in the query. */
  #asked(path: string, scheme: LoginScheme): string {
    const login = this.#login;
    if (scheme !== 'query' || login === null) return path;
    return `${path}&user=${encodeURIComponent(login.user)}&password=${encodeURIComponent(login.password)}`;
  }

  #authorization(uri: string, scheme: LoginScheme): string | null {
    const login = this.#login;
    if (login === null) return null;
    if (scheme === 'basic')
      return `Basic ${Buffer.from(`${login.user}:${login.password}`, 'utf8').toString('base64')}`;
    if (scheme !== 'digest' || this.#challenge === null) return null;
    this.#uses += 1;
    const clientNonce = process.getBuiltinModule('node:crypto').randomBytes(16).toString('hex');
    return digestHeader(this.#challenge, login, { uri, count: this.#uses, clientNonce });
  }
}
