// The wrapping of old TP-Link firmwares: the published vector, byte by byte, and whatever else may come.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadFrame, framed, textIn } from './kasa-frame.ts';

const QUESTION = '{"emeter":{"get_realtime":null}}';
const VECTOR =
  '00 00 00 20 d0 f2 97 fa 9f eb 8e fc de e4 9f bd da bf cb 94 e6 83 e2 8e fa 93 fe 9b b9 83 ed 98 f4 98 e5 98';

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16));
}

test('the question of 32 bytes is the vector, and back', () => {
  expect([...framed(QUESTION)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')).toBe(VECTOR);
  expect(textIn(bytesOf(VECTOR))).toBe(QUESTION);
});

describe('what came so far', () => {
  test('is no text before its last byte, wherever the network divides it', () => {
    const vector = bytesOf(VECTOR);
    for (let end = 0; end < vector.length; end += 1) expect(textIn(vector.subarray(0, end))).toBeNull();
  });

  test('may lie anywhere in a buffer', () => {
    expect(textIn(Buffer.concat([Buffer.from('xyz'), bytesOf(VECTOR)]).subarray(3))).toBe(QUESTION);
  });

  test('with one byte more than announced is damaged', () => {
    expect(() => textIn(Uint8Array.of(...bytesOf(VECTOR), 0))).toThrow('more bytes than it announced');
  });

  test.each([
    ['8 KiB', 8192, null],
    ['a byte more', 8193, 'it announces 8193 bytes'],
    ['four gigabytes', 0xffff_ffff, 'it announces 4294967295 bytes'],
  ])('that announces %s', (_, length, trouble) => {
    const head = Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length);
    if (trouble === null) expect(textIn(head)).toBeNull();
    else expect(() => textIn(head)).toThrow(trouble);
  });
});

describe('whatever comes', () => {
  test('any text comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        // Halves of characters have no UTF-8.
        expect(textIn(framed(text))).toBe(text.toWellFormed());
      }),
    );
  });

  test('any bytes are a text, too few, or damaged; none is longer than it announced', () => {
    const small = fc.integer({ min: 0, max: 40 }).map((length) => Uint8Array.of(0, 0, 0, length));
    const head = fc.oneof(small, fc.uint8Array({ minLength: 0, maxLength: 4 }));
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 60 }), (first, rest) => {
        try {
          const text = textIn(Uint8Array.of(...first, ...rest));
          if (text !== null) expect(text.length).toBeLessThanOrEqual(rest.length);
        } catch (error) {
          expect(error).toBeInstanceOf(BadFrame);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
