// Answers and times that tests of providers share.

import type { HttpAnswer } from '../../../src/grid/providers/http-answer.ts';
import type { FaultKind } from '../../../src/grid/providers/provider-fault.ts';
import { ProviderFault } from '../../../src/grid/providers/provider-fault.ts';

export function answer(body: string | Uint8Array | object, status = 200, mediaType = ''): HttpAnswer {
  const bytes =
    body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { status, mediaType, retryAfterMs: null, body: bytes };
}

/** The kind of fault that a call throws; another error is thrown on. */
export function faultOf(call: () => unknown): { kind: FaultKind; message: string } {
  try {
    call();
  } catch (error) {
    if (error instanceof ProviderFault) return { kind: error.kind, message: error.message };
    throw error;
  }
  throw new Error('it threw nothing');
}

/** UnixMs of a time on 1 March 2026, UTC. */
export function at(time: string): number {
  return Date.parse(`2026-03-01T${time}:00Z`);
}
