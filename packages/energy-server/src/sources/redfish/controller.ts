// The conversation with one management controller: asks for resources, and turns whatever comes back into JSON or a reason.

import { type HttpAnswer, httpGet, NoHttpAnswer } from '../http-get.ts';
import type { Login } from '../login.ts';
import { SourceError } from '../source.ts';

/** Controllers think for seconds; nobody waits for them. */
const ANSWER_LIMIT_MS = 4_000;

const SECTION = 'the section redfish of the config file';
const CERTIFICATE = /CERT|SIGNATURE|ERR_TLS/;

export interface ControllerSetup {
  /** `https://bmc.example.org/`. */
  readonly root: URL;
  readonly login: Login | null;
  readonly verifyTls: boolean;
}

export class Controller {
  readonly #setup: ControllerSetup;
  readonly address: string;

  constructor(setup: ControllerSetup) {
    this.#setup = setup;
    this.address = setup.root.host;
  }

  /**
   * A resource by its path, as links name it. Null where there is none (404). Throws SourceError: `give-up` when the password
   * or the certificate is refused, `retry` otherwise.
   */
  async get(path: string, signal: AbortSignal): Promise<unknown> {
    const url = new URL(path, this.#setup.root);
    // A link that leads elsewhere would carry the password there.
    if (url.origin !== this.#setup.root.origin) throw this.#strange('it points to another place');
    const { status, text } = await this.#ask(url, signal);
    if (status === 404) return null;
    if (status === 401 || status === 403) throw this.#refused();
    if (status !== 200) throw this.#strange(`status ${status}`);
    try {
      return JSON.parse(text);
    } catch {
      throw this.#strange('it is no JSON');
    }
  }

  async #ask(url: URL, signal: AbortSignal): Promise<HttpAnswer> {
    const { login, verifyTls } = this.#setup;
    const headers = { accept: 'application/json', 'odata-version': '4.0', ...authorization(login) };
    try {
      return await httpGet({ url, headers, limitMs: ANSWER_LIMIT_MS, verifyTls, signal });
    } catch (error) {
      if (!(error instanceof NoHttpAnswer)) throw error;
      if (CERTIFICATE.test(error.code)) throw this.#untrusted(error);
      const message = `The controller at ${this.address} gives no answer: ${error.message}.`;
      throw new SourceError(message, 'retry', null, { cause: error });
    }
  }

  #refused(): SourceError {
    const reason =
      this.#setup.login === null
        ? `${this.address} asks for a user and a password, and none is set`
        : `wrong user or password for ${this.address}`;
    const text = `Correct user and password (or password-file) of ${this.address} in ${SECTION}; a user who may only read is enough.`;
    return new SourceError(reason, 'give-up', { text, command: null });
  }

  #untrusted(cause: NoHttpAnswer): SourceError {
    const text = `Give the controller a certificate that this computer trusts, or set verify-tls = false in ${SECTION}.`;
    const message = `the certificate of ${this.address} is not trusted (${cause.code})`;
    return new SourceError(message, 'give-up', { text, command: null }, { cause });
  }

  #strange(what: string): SourceError {
    return new SourceError(`The controller at ${this.address} gives a strange answer: ${what}.`, 'retry');
  }
}

function authorization(login: Login | null): Record<string, string> {
  if (login === null) return {};
  return {
    authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`, 'utf8').toString('base64')}`,
  };
}
