// The sentences that people read.

import { describe, expect, test } from 'vitest';
import { type Facts, notCoveredBy, notesOf } from './explain.ts';

const model = { wattsPerThread: [], ramIncludedGb: 0, ramWattsPerGb: 0 };
const facts: Facts = {
  chosen: { model, name: 'Ice Lake-SP server', origin: 'published measurements', relativeError: 0.2 },
  machine: { kind: 'server', virtual: false },
  contained: false,
  memoryKnown: true,
  pue: 1,
};
const virtual = { kind: 'server', virtual: true } as const;

describe('the notes', () => {
  test.each<[string, Partial<Facts>, number, string]>([
    ['a server', {}, 64, 'Ice Lake-SP server, 64 threads of this computer'],
    ['one thread', {}, 1, 'Ice Lake-SP server, 1 thread of this computer'],
    [
      'a virtual machine',
      { machine: virtual },
      8,
      'Ice Lake-SP server, 8 threads of a virtual machine; no meter can be read inside it',
    ],
    [
      'a container on metal',
      { contained: true },
      1.5,
      'Ice Lake-SP server, 1.5 threads of a container on this computer',
    ],
    [
      'a container on a virtual machine',
      { contained: true, machine: virtual },
      0.333333,
      'Ice Lake-SP server, 0.33 threads of a container on a virtual machine; no meter can be read inside it',
    ],
  ])('%s', (_, changed, threads, sentence) => {
    expect(notesOf({ ...facts, ...changed }, threads)).toEqual([
      sentence,
      'Estimated from the load and published measurements; typically within ±\u00A020\u00A0%',
    ]);
  });

  test('unknown memory and the building’s share are said', () => {
    const notes = notesOf({ ...facts, memoryKnown: false, pue: 1.3 }, 8);
    expect(notes.join()).toMatch(/size of the memory is not known.*Multiplied by 1\.3/);
  });
});

test.each<[Partial<Facts>, readonly string[]]>([
  [{}, ['graphics cards', 'cooling of the building']],
  [{ pue: 1.3 }, ['graphics cards']],
  [{ machine: { kind: 'laptop', virtual: false } }, ['graphics cards', 'the display']],
])('not covered with %j: %j', (changed, expected) => {
  expect(notCoveredBy({ ...facts, ...changed })).toEqual(expected);
});
