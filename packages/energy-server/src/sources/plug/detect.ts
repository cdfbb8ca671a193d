// Finds out which firmware a plug speaks, without telling a stranger the password.

import * as z from 'zod';
import type { PlugConnection } from './connection.ts';
import type { Firmware } from './firmware.ts';
import type { PlugOptions } from './options.ts';
import { openGen1 } from './shelly-gen1.ts';
import { openGen2 } from './shelly-gen2.ts';
import { isTasmota, openTasmota, tasmotaPath } from './tasmota.ts';
import { notHere, strangeAnswer } from './troubles.ts';

/** `GET /shelly`, which never asks for a password: generation 1 tells its type, later ones their generation. */
const Shelly = z.union([
  z.object({ gen: z.int() }),
  z.object({ type: z.string(), mac: z.string().optional() }),
]);

/** Throws SourceError. */
export async function openFirmware(
  connection: PlugConnection,
  kind: PlugOptions['kind'],
  signal: AbortSignal,
): Promise<Firmware> {
  if (kind === 'tasmota') return await openTasmota(connection, signal);
  const shelly = await shellyAt(connection, signal);
  if (shelly !== null) {
    const generation = 'gen' in shelly ? shelly.gen : 1;
    return await (generation === 1 ? openGen1(connection, signal) : openGen2(connection, signal));
  }
  if (kind === 'shelly') throw notHere(connection.address, 'what answers is no Shelly');
  const { status, json } = await connection.knock(tasmotaPath('Status 8'), signal);
  if (isTasmota(json)) return await openTasmota(connection, signal);
  throw status >= 500
    ? strangeAnswer(connection.address, `status ${status}`)
    : notHere(connection.address, 'what answers is neither a Shelly nor a Tasmota');
}

async function shellyAt(
  connection: PlugConnection,
  signal: AbortSignal,
): Promise<z.infer<typeof Shelly> | null> {
  const { json } = await connection.knock('/shelly', signal);
  return Shelly.safeParse(json).data ?? null;
}
