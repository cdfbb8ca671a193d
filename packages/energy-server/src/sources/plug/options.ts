// What people set about network plugs: the section `plug` of the config file. Without it no plug is ever asked.

import * as z from 'zod';
import { loginSettings } from '../login.ts';
import { supplySetting } from '../supply-setting.ts';

/** A host or host:port as it stands in a URL, and nothing else: no scheme, user, path or query. */
function isAddress(text: string): boolean {
  if (!URL.canParse(`http://${text}`)) return false;
  const { host, username, password, pathname, search, hash } = new URL(`http://${text}`);
  const bare = username === '' && password === '' && pathname === '/' && search === '' && hash === '';
  return bare && !text.endsWith('/') && host !== '';
}

/** The port that an address names; null where it names none. */
export function portOf(address: string): number | null {
  const [, port] = /:(\d+)$/.exec(address) ?? [];
  return port === undefined ? null : Number(port);
}

export const PlugOptions = z
  .strictObject({
    address: z
      .string()
      .refine(isAddress, 'not HOST or HOST:PORT, for example "192.168.1.20" or "desk-plug.local"')
      .describe('where the plug is in the network; only this address is asked'),
    kind: z
      .enum(['auto', 'shelly', 'tasmota', 'kasa'])
      .default('auto')
      .describe('its firmware; auto finds out; kasa is that of TP-Link, the old one'),
    name: z
      .string()
      .min(1)
      .nullable()
      .default(null)
      .describe('what people call it; null means "Plug at ADDRESS"'),
    feeds: z
      .enum(['this computer', 'something else'])
      .describe('only what feeds this computer is counted; something else is shown'),
    ...supplySetting,
    channel: z
      .int()
      .min(0)
      .nullable()
      .default(null)
      .describe('which of its outlets, counted from 0; null where it has one'),
    ...loginSettings,
    user: z
      .string()
      .min(1)
      .default('admin')
      .describe('the user it asks for; Shelly and Tasmota say "admin", Kasa knows none'),
  })
  .refine((plug) => plug.password === null || plug['password-file'] === null, {
    path: ['password-file'],
    message: 'set password or password-file, not both',
  });
export type PlugOptions = z.infer<typeof PlugOptions>;

export const PlugsOptions = z.strictObject({
  plugs: z
    .array(PlugOptions)
    .refine(
      (plugs) => new Set(plugs.map(plugId)).size === plugs.length,
      'the same plug and channel is there twice',
    )
    .default([])
    .describe('network plugs with a meter, one entry per plug or per outlet'),
});
export type PlugsOptions = z.infer<typeof PlugsOptions>;

/** The source's id: by address, since that is what people configured. */
export function plugId({ address, channel }: Pick<PlugOptions, 'address' | 'channel'>): string {
  return channel === null ? `plug:${address}` : `plug:${address}/${channel}`;
}
