// Fingerprints of sources: the same for the same, another for anything else.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf } from './source-hash.ts';

test('any change of a character is another fingerprint', () => {
  const text = fc.string({ minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(text, fc.nat(), (source, at) => {
      const i = at % source.length;
      const other = source[i] === 'x' ? 'y' : 'x';
      const changed = source.slice(0, i) + other + source.slice(i + 1);
      const same = changed.replace(/[\r\n]+$/, '') === source.replace(/[\r\n]+$/, '');
      expect(hashOf(changed) === hashOf(source)).toBe(same);
    }),
  );
});

test('a kernel’s history leaves out the last line end', () => {
  expect(hashOf('a = 1\n')).toBe(hashOf('a = 1'));
  expect(hashOf('a = 1\n\nb')).not.toBe(hashOf('a = 1\nb'));
});
