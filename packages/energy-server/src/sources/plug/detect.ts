// Finds out which firmware a plug speaks, without telling a stranger the password.

import * as z from 'zod';
import type { Login } from '../login.ts';
import { PlugConnection } from './connection.ts';
import type { Firmware } from './firmware.ts';
import { isKasa, openKasa } from './kasa.ts';
import { KasaConnection } from './kasa-connection.ts';
import { type PlugOptions, portOf } from './options.ts';
import { openGen1 } from './shelly-gen1.ts';
import { openGen2 } from './shelly-gen2.ts';
import { isTasmota, openTasmota, tasmotaPath } from './tasmota.ts';
import { notHere, strangeAnswer } from './troubles.ts';

/** `GET /shelly`, which never asks for a password: generation 1 tells its type, later ones their generation. */
const Shelly = z.union([
  z.object({ gen: z.int() }),
  z.object({ type: z.string(), mac: z.string().optional() }),
]);

type Opener = (connection: PlugConnection, signal: AbortSignal) => Promise<Firmware>;

/**
 * Throws SourceError.
 * @param login for those that speak HTTP; null where no password is set
 */
export async function openFirmware(
  options: PlugOptions,
  login: Login | null,
  signal: AbortSignal,
): Promise<Firmware> {
  const { address, kind, channel } = options;
  if (kind === 'kasa') return await openKasa(new KasaConnection(address), channel, signal);
  const connection = new PlugConnection(address, login);
  if (kind === 'tasmota') return await openTasmota(connection, signal);
  if (kind === 'auto') return await openAny(connection, channel, signal);
  const open = await shellyAt(connection, signal);
  if (open === null) throw notHere(address, 'what answers is no Shelly');
  return await open(connection, signal);
}

async function openAny(
  connection: PlugConnection,
  channel: PlugOptions['channel'],
  signal: AbortSignal,
): Promise<Firmware> {
  const { address } = connection;
  let open: Opener;
  try {
    open = await openerAt(connection, signal);
  } catch (nobodyKnown) {
    const kasa = new KasaConnection(address);
    // A port that somebody named is that of a web server: those of Kasa have but one.
    if (portOf(address) === null && (await isKasa(kasa, signal)))
      return await openKasa(kasa, channel, signal);
    throw nobodyKnown;
  }
  return await open(connection, signal);
}

/** How to open who speaks HTTP there. Throws SourceError where that is nobody we know. */
async function openerAt(connection: PlugConnection, signal: AbortSignal): Promise<Opener> {
  const opener = await shellyAt(connection, signal);
  if (opener !== null) return opener;
  const { status, json } = await connection.knock(tasmotaPath('Status 8'), signal);
  if (isTasmota(json)) return openTasmota;
  throw status >= 500
    ? strangeAnswer(connection.address, `status ${status}`)
    : notHere(connection.address, 'what answers is neither a Shelly nor a Tasmota');
}

/** Null where what answers is no Shelly. Throws SourceError where nothing does. */
async function shellyAt(connection: PlugConnection, signal: AbortSignal): Promise<Opener | null> {
  const { json } = await connection.knock('/shelly', signal);
  const told = Shelly.safeParse(json).data;
  if (told === undefined) return null;
  return !('gen' in told) || told.gen === 1 ? openGen1 : openGen2;
}
