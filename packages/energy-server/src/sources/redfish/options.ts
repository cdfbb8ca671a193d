// Which management controllers are asked: the section `redfish` of the config file. Without it none is.

import * as z from 'zod';
import { controllerFeeds } from '../feeds-setting.ts';
import { loginSettings } from '../login.ts';

function isRoot(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(text);
  const bare = [username, password, search, hash].every((part) => part === '') && pathname === '/';
  return bare && (protocol === 'https:' || protocol === 'http:');
}

export const RedfishHost = z.strictObject({
  url: z
    .string()
    .refine(
      isRoot,
      'not https://HOST, for example "https://bmc.example.org"; the password is a setting of its own',
    )
    .describe("address of this computer's management controller; only this address is asked"),
  name: z.string().min(1).nullable().default(null).describe('what people call it'),
  ...controllerFeeds,
  ...loginSettings,
  'verify-tls': z
    .boolean()
    .default(true)
    .describe('false accepts the certificate that the controller signed itself'),
  chassis: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('id of the chassis; null means the first that tells power'),
  'interval-seconds': z
    .number()
    .min(5)
    .max(300)
    .default(5)
    .describe('how often it is asked; controllers are slow'),
});
export type RedfishHost = z.infer<typeof RedfishHost>;

export const RedfishOptions = z.strictObject({
  hosts: z
    .array(RedfishHost)
    .refine((hosts) => new Set(hosts.map(idOf)).size === hosts.length, 'the same controller is there twice')
    .default([])
    .describe("management controllers of this computer; another computer's does not belong here"),
});
export type RedfishOptions = z.infer<typeof RedfishOptions>;

/** By address and chassis, since that is what people configured. */
export function idOf({ url, chassis }: Pick<RedfishHost, 'url' | 'chassis'>): string {
  // Settings are compared before all of them are known to be addresses.
  const host = URL.parse(url)?.host ?? url;
  return chassis === null ? `redfish:${host}` : `redfish:${host}/${chassis}`;
}
