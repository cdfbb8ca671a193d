// What came back from a provider, and what can be told from its status alone.

import { ProviderFault } from './provider-fault.ts';

export interface HttpAnswer {
  readonly status: number;
  /** In small letters, without parameters; empty where there is none. */
  readonly mediaType: string;
  /** From `Retry-After`; null where there is none. */
  readonly retryAfterMs: number | null;
  readonly body: Uint8Array;
}

/** Throws ProviderFault for every status but 200. */
export function refuseFailures(answer: HttpAnswer): void {
  const fault = faultOf(answer);
  if (fault !== null) throw fault;
}

/** Null for 200. */
export function faultOf({ status, retryAfterMs }: HttpAnswer): ProviderFault | null {
  if (status === 200) return null;
  if (status === 401 || status === 403)
    return new ProviderFault('token', `it refuses the token (HTTP ${status})`, retryAfterMs);
  if (status === 429) return new ProviderFault('rate', 'it was asked too often (HTTP 429)', retryAfterMs);
  if (status >= 300 && status < 400)
    return new ProviderFault('down', `it has moved elsewhere (HTTP ${status}), and nobody is followed there`);
  return new ProviderFault('down', `it answers HTTP ${status}`, retryAfterMs);
}

export function textOf({ body }: HttpAnswer): string {
  return new TextDecoder().decode(body);
}

/** The JSON of an answer. Throws ProviderFault. */
export function jsonOf(answer: HttpAnswer): unknown {
  try {
    return JSON.parse(textOf(answer));
  } catch {
    throw new ProviderFault('garbage', 'what it answers is not JSON');
  }
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds, or a date. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const date = /GMT\s*$/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
