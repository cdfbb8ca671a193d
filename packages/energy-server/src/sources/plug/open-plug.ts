// Opens one configured plug: finds its firmware, its outlets and their channels.

import type { Host } from '../../host/host.ts';
import { type Login, readLogin } from '../login.ts';
import { openPolled } from '../polled-source.ts';
import type { EnergySource } from '../source.ts';
import { outletChannels, type Place } from './channels.ts';
import { openFirmware } from './detect.ts';
import type { Firmware, Outlet } from './firmware.ts';
import { type PlugOptions, plugId } from './options.ts';
import { PlugMeter } from './plug-meter.ts';
import { noSuchChannel } from './troubles.ts';

/** Throws SourceError. */
export async function openPlug(options: PlugOptions, host: Host): Promise<EnergySource> {
  // Each question has its limit; nobody else ends them.
  const patience = new AbortController().signal;
  const firmware = await openFirmware(options, await loginOf(options), patience);
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

/** All of these plugs but Kasa know a user; without a password nobody wants to hear of it. */
async function loginOf(options: PlugOptions): Promise<Login | null> {
  const open = options.kind === 'kasa' || (options.password === null && options['password-file'] === null);
  return open ? null : await readLogin(options, `the plug at ${options.address}`);
}
