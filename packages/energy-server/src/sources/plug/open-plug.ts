// Opens one configured plug: finds its firmware, its outlets and their channels.

import { readFile } from 'node:fs/promises';
import type { Host } from '../../host/host.ts';
import { openPolled } from '../polled-source.ts';
import type { EnergySource } from '../source.ts';
import { outletChannels, type Place } from './channels.ts';
import { PlugConnection } from './connection.ts';
import { openFirmware } from './detect.ts';
import type { Login } from './digest.ts';
import type { Firmware, Outlet } from './firmware.ts';
import { type PlugOptions, plugId } from './options.ts';
import { PlugMeter } from './plug-meter.ts';
import { noSuchChannel, passwordUnreadable } from './troubles.ts';

/** Throws SourceError. */
export async function openPlug(options: PlugOptions, host: Host): Promise<EnergySource> {
  const connection = new PlugConnection(options.address, await loginOf(options));
  // Each question has its limit; nobody else ends them.
  const patience = new AbortController().signal;
  const firmware = await openFirmware(connection, options.kind, patience);
  const channels = chosen(options, firmware, await firmware.ask(patience));
  return await openPolled(new PlugMeter({ clock: host.clock, firmware, channels }));
}

function chosen(options: PlugOptions, firmware: Firmware, outlets: readonly (Outlet | null)[]) {
  const { address, channel } = options;
  const place: Place = { id: plugId(options), options, outlets: outlets.length };
  const numbers = channel === null ? [...outlets.keys()] : [channel];
  return numbers.map((number) => {
    const outlet = outlets[number];
    if (outlet === undefined) throw noSuchChannel(address, number, outlets.length);
    return outletChannels(place, firmware, number, outlet !== null && outlet.joules !== null);
  });
}

async function loginOf(options: PlugOptions): Promise<Login | null> {
  const { user, address, 'password-file': file } = options;
  const password = file === null ? options.password : await passwordIn(file, address);
  return password === null ? null : { user, password };
}

/** The file's text without the line's end that editors add. */
async function passwordIn(file: string, address: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    throw passwordUnreadable(address, file, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}
