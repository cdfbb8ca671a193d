// How a provider is reached: past whom, and through whom.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProviderServer } from '../../../test/fakes/grid/provider-server.ts';
import { createAsk } from './http-edge.ts';

let proxy: ProviderServer;
beforeEach(async () => {
  proxy = await new ProviderServer().start();
  proxy.answer = () => ({ body: 'told' });
});
afterEach(() => proxy[Symbol.asyncDispose]());

const never = new AbortController().signal;
const ask = (url: string, proxies: Readonly<Record<string, string>>) =>
  createAsk({ proxies })({ url: new URL(url), headers: {} }, never);

describe('where the environment names a proxy', () => {
  test('it is asked instead of looking up the name', async () => {
    const { status, body } = await ask('http://provider.invalid/mix?day=1', { HTTP_PROXY: proxy.url });
    expect([status, Buffer.from(body).toString()]).toEqual([200, 'told']);
    expect(proxy.asked.map(({ url }) => url.href)).toEqual(['http://provider.invalid/mix?day=1']);
  });

  test('nobody reads along what is encrypted, or what shall go past it', async () => {
    await expect(ask('https://provider.invalid/?token=a', { HTTPS_PROXY: proxy.url })).rejects.toThrow(
      'it cannot be reached (ERR_PROXY_TUNNEL)',
    );
    await expect(
      ask('http://provider.invalid/', { HTTP_PROXY: proxy.url, NO_PROXY: 'provider.invalid' }),
    ).rejects.toThrow('its name');
    expect(proxy.asked).toEqual([]);
  });

  test('one that cannot be used is told without its name, which may hold a password', async () => {
    for (const address of ['http://me:secret@127.0.0.1:1', 'http://me:secret@']) {
      const failure = await ask('http://provider.invalid/', { HTTP_PROXY: address }).catch(String);
      expect(failure).toMatch(/^ProviderFault: it (takes no connection|cannot be reached)/);
      expect(failure).not.toContain('secret');
    }
  });
});
