// Checksums of downloaded packages, and what the lock file may say.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inRoot } from '../tasks/places.ts';
import { matches } from './native-parts.ts';

describe('a downloaded package', () => {
  // From `printf abc | openssl dgst -sha512 -binary | base64`.
  const abc = '3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==';

  test('is accepted with the right checksum only', () => {
    expect(matches(Buffer.from('abc'), `sha512-${abc}`)).toBe(true);
    expect(matches(Buffer.from('abd'), `sha512-${abc}`)).toBe(false);
    expect(matches(Buffer.from('abc'), `sha256-${abc}`)).toBe(false);
  });
});

describe('package-lock.json', () => {
  const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')) as {
    packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
  };

  test('names no host, so that it works with every registry', () => {
    const hosts = Object.entries(lock.packages).filter(([, { resolved }]) => resolved?.includes('://'));
    expect(hosts).toEqual([]);
  });

  test('has a checksum for every package that is downloaded', () => {
    const without = Object.entries(lock.packages).filter(
      ([path, { integrity, link }]) => path.includes('node_modules/') && !link && integrity === undefined,
    );
    expect(without).toEqual([]);
  });
});
