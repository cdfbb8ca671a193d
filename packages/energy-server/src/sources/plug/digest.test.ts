// Digest authentication against the worked example of RFC 7616, section 3.9.1.

import { describe, expect, test } from 'vitest';
import { digestHeader, readChallenge } from './digest.ts';

const REALM = 'http-auth@example.org';
const NONCE = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
const OPAQUE = 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS';
const asked = (algorithm: string, qop = 'auth, auth-int') =>
  `Digest realm="${REALM}", qop="${qop}", algorithm=${algorithm}, nonce="${NONCE}", opaque="${OPAQUE}"`;

describe('a challenge', () => {
  test('is read from the headers of the example: SHA-256 rather than MD5', () => {
    const challenge = { realm: REALM, nonce: NONCE, opaque: OPAQUE };
    expect(readChallenge([asked('MD5'), asked('SHA-256')])).toEqual(challenge);
  });

  test('is read as a Shelly writes it', () => {
    const header = 'Digest qop="auth", realm="shellyplusplugs-80646fd0", nonce="6386bd90", algorithm=SHA-256';
    expect(readChallenge([header])).toEqual({
      realm: 'shellyplusplugs-80646fd0',
      nonce: '6386bd90',
      opaque: null,
    });
  });

  test('with quotation marks, commas and equal signs inside', () => {
    const header = String.raw`digest realm="a \"b\", c=d", nonce="1,2=3", qop=auth, algorithm=sha-256`;
    expect(readChallenge([header])).toMatchObject({ realm: 'a "b", c=d', nonce: '1,2=3' });
  });

  test.each([
    [[]],
    [['Basic realm="plug"']],
    [[asked('MD5')]],
    [[asked('SHA-256', 'auth-int')]],
    [['Digest realm="a", nonce="b", qop="auth"']],
    [['Digest']],
    [['Digest , = "']],
  ])('that cannot be met is none: %j', (headers) => {
    expect(readChallenge(headers)).toBeNull();
  });
});

test('the answer of RFC 7616, 3.9.1', () => {
  const header = digestHeader(
    { realm: REALM, nonce: NONCE, opaque: OPAQUE },
    { user: 'Mufasa', password: 'Circle of Life' },
    {
      uri: '/dir/index.html',
      count: 1,
      clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    },
  );
  expect(header).toBe(
    `Digest username="Mufasa", realm="${REALM}", nonce="${NONCE}", uri="/dir/index.html", algorithm=SHA-256, ` +
      'qop=auth, nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", ' +
      'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", ' +
      `opaque="${OPAQUE}"`,
  );
});

test('counts in eight hexadecimal digits, and quotes what would end a string', () => {
  const proof = { uri: '/', count: 26, clientNonce: 'c' };
  const header = digestHeader(
    { realm: 'r', nonce: 'n', opaque: null },
    { user: 'a"b\\c', password: 'p' },
    proof,
  );
  expect(header).toContain('nc=0000001a');
  expect(header).toContain(String.raw`username="a\"b\\c"`);
  expect(header).not.toContain('opaque');
});
