// A Shelly of the second generation or later: remote calls, digest authentication, and one of four kinds of components.

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { FakePlug, type Load, type Reply } from './fake-plug.ts';

const REALM = 'shellyplusplugs-80646fd0e1a2';

export class ShellyGen2 extends FakePlug {
  component: 'Switch' | 'PM1' | 'EM1' | 'EM' | 'Light' = 'Switch';
  loads: Load[] = [{ watts: 42.5, wattHours: 20 }];
  /** A switch with a meter (Plus Plug S) or without one (Plus 1). */
  metered = true;
  /** The meter's own error: power is null then. */
  broken = false;
  minute: number | null = 1_795_435_200;
  #nonce = 1;
  #uses = 0;

  protected override reply(path: string, query: URLSearchParams, question: IncomingMessage): Reply {
    if (path === '/shelly')
      return {
        status: 200,
        body: { id: REALM, model: 'SNPL-00112EU', gen: 2, auth_en: this.password !== null },
      };
    if (!this.#proven(question)) return this.#challenge();
    const [component, method] = (/^\/rpc\/(\w+)\.(\w+)$/.exec(path) ?? []).slice(1);
    const known =
      component === this.component || (component === `${this.component}Data` && component.startsWith('EM'));
    if (!known || method !== 'GetStatus')
      return { status: 404, body: { code: 404, message: `No handler for ${path}` } };
    const load = this.loads[Number(query.get('id'))];
    if (load === undefined)
      return {
        status: 500,
        body: { code: -105, message: `Argument 'id', value ${query.get('id')} not found!` },
      };
    return { status: 200, body: component.endsWith('Data') ? this.#data(load) : this.#status(load) };
  }

  /** As after a restart: what was proven before counts no more. */
  forgetNonce(): void {
    this.#nonce += 1;
    this.#uses = 0;
  }

  #status({ watts, wattHours }: Load): object {
    const power = this.broken ? null : watts;
    if (this.component === 'EM1') return { id: 0, act_power: power, voltage: 230.2 };
    if (this.component === 'EM')
      return { id: 0, a_act_power: power, b_act_power: 1, c_act_power: 2, total_act_power: watts + 3 };
    if (!this.metered) return { id: 0, source: 'init', output: true, temperature: { tC: 41.1 } };
    const aenergy = { total: wattHours, by_minute: [708.1, 708.4, 708.2], minute_ts: this.minute };
    return { id: 0, output: true, apower: power, voltage: 230.2, aenergy, ret_aenergy: { total: 0 } };
  }

  #data({ wattHours }: Load): object {
    if (this.component === 'EM1') return { id: 0, total_act_energy: wattHours, total_act_ret_energy: 0 };
    return {
      id: 0,
      a_total_act_energy: wattHours,
      b_total_act_energy: 5,
      c_total_act_energy: 6,
      total_act: wattHours + 11,
    };
  }

  #challenge(): Reply {
    this.forgetNonce();
    const challenge = `Digest qop="auth", realm="${REALM}", nonce="${this.#nonceText()}", algorithm=SHA-256`;
    return { status: 401, body: '', headers: { 'www-authenticate': challenge } };
  }

  #nonceText(): string {
    return (0x6a000000 + this.#nonce).toString(16);
  }

  /** By the formulas of RFC 7616, section 3.4, with counts that must grow. */
  #proven({ headers, url }: IncomingMessage): boolean {
    if (this.password === null) return true;
    const given = Object.fromEntries(
      (headers.authorization ?? '')
        .replace(/^Digest /, '')
        .split(', ')
        .map((pair) => pair.split(/=(.*)/s).slice(0, 2)),
    );
    const bare = (name: string) => String(given[name] ?? '').replaceAll('"', '');
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const secret = hash(`admin:${REALM}:${this.password}`);
    const parts = [secret, this.#nonceText(), bare('nc'), bare('cnonce'), 'auth', hash(`GET:${url}`)];
    if (bare('response') !== hash(parts.join(':'))) return false;
    if (Number.parseInt(bare('nc'), 16) !== this.#uses + 1) return false;
    this.#uses += 1;
    return true;
  }
}
