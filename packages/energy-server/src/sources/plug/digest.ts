// HTTP digest authentication with SHA-256 (RFC 7616), as Shellys of generation 2 and later ask for it.

import type { Login } from '../login.ts';

/** What the device wants to be proven. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
}

/** What makes one proof different from the next. */
export interface Proof {
  /** Path and query of the question. */
  readonly uri: string;
  /** How often this nonce has been used, from 1. */
  readonly count: number;
  readonly clientNonce: string;
}

const PARAMETER = /\b([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;

/** The first challenge that can be met; null where there is none (another scheme, MD5, no `auth` protection). */
export function readChallenge(headers: readonly string[]): Challenge | null {
  for (const header of headers) {
    const [, parameters] = /^\s*Digest\s+(.*)$/is.exec(header) ?? [];
    const challenge = parameters === undefined ? null : challengeOf(parameters);
    if (challenge !== null) return challenge;
  }
  return null;
}

function challengeOf(parameters: string): Challenge | null {
  const values = new Map<string, string>();
  for (const [, name = '', quoted, bare] of parameters.matchAll(PARAMETER))
    values.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '');
  const [realm, nonce, qop] = [values.get('realm'), values.get('nonce'), values.get('qop')];
  if (realm === undefined || nonce === undefined || qop === undefined) return null;
  const protections = qop.split(',').map((word) => word.trim().toLowerCase());
  // Without the parameter the algorithm is MD5, which proves nothing any more.
  if (values.get('algorithm')?.toUpperCase() !== 'SHA-256' || !protections.includes('auth')) return null;
  return { realm, nonce, opaque: values.get('opaque') ?? null };
}

/** The `Authorization` header that meets the challenge for a GET (RFC 7616, 3.4.1). */
export function digestHeader(challenge: Challenge, login: Login, proof: Proof): string {
  const { realm, nonce, opaque } = challenge;
  const count = proof.count.toString(16).padStart(8, '0');
  const who = sha256(`${login.user}:${realm}:${login.password}`);
  const what = sha256(`GET:${proof.uri}`);
  const response = sha256(`${who}:${nonce}:${count}:${proof.clientNonce}:auth:${what}`);
  const parameters = [
    `username=${quoted(login.user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(proof.uri)}`,
    'algorithm=SHA-256',
    'qop=auth',
    `nc=${count}`,
    `cnonce=${quoted(proof.clientNonce)}`,
    `response="${response}"`,
    ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`]),
  ];
  return `Digest ${parameters.join(', ')}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

function sha256(text: string): string {
  // Loaded when a plug wants a password: 3 MB that few need.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
