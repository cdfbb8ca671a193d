// The parser gives the same events however the bytes are cut.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventParser } from './event-parser.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (...chunks: string[]) => {
  const parser = new EventParser();
  return chunks.flatMap((chunk) => parser.push(bytes(chunk)));
};

describe('one chunk', () => {
  test.each([
    ['name and data', 'event: beat\ndata: {"a":1}\n\n', [{ name: 'beat', data: '{"a":1}' }]],
    ['no name', 'data: x\n\n', [{ name: 'message', data: 'x' }]],
    ['several data lines', 'data: a\ndata: b\n\n', [{ name: 'message', data: 'a\nb' }]],
    ['only one space is dropped', 'data:  a\n\n', [{ name: 'message', data: ' a' }]],
    ['no space', 'event:beat\ndata:a\n\n', [{ name: 'beat', data: 'a' }]],
    ['a comment keeps the line warm', ': still here\n\n', []],
    ['a name without data is no event', 'event: beat\n\ndata: a\n\n', [{ name: 'message', data: 'a' }]],
    ['unknown fields', 'id: 7\nretry: 10\nfoo\ndata: a\n\n', [{ name: 'message', data: 'a' }]],
    ['an empty data line counts', 'data\n\n', [{ name: 'message', data: '' }]],
    ['unfinished', 'data: a\n', []],
    [
      'carriage returns',
      'data: a\r\rdata: b\r\n\r\n',
      [
        { name: 'message', data: 'a' },
        { name: 'message', data: 'b' },
      ],
    ],
    ['byte order mark', '\uFEFFdata: a\n\n', [{ name: 'message', data: 'a' }]],
  ])('%s', (_, text, events) => {
    expect(parse(text)).toEqual(events);
  });
});

test('a chunk that ends between carriage return and line feed ends one line, not two', () => {
  expect(parse('data: a\r', '\ndata: b\r', '\n\r', '\n')).toEqual([{ name: 'message', data: 'a\nb' }]);
});

test('every way to cut a stream gives the same events', () => {
  const text = 'event: beat\r\ndata: {"µ":"⚡🫖"}\r\n\r\n: x\n\nevent: gone\ndata: a\rdata: b\n\ndata: é\r\r';
  const whole = parse(text);
  expect(whole).toHaveLength(3);
  const all = bytes(text);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: all.length })), (cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), all.length];
      const parser = new EventParser();
      const events = edges.slice(1).flatMap((to, i) => parser.push(all.subarray(edges[i], to)));
      expect(events).toEqual(whole);
    }),
  );
});
