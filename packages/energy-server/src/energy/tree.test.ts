// Trees of real machines: who speaks, why the others do not, and what lies in what.

import { describe, expect, test } from 'vitest';
import { counter, counters, gauge } from './channel.fixture.ts';
import { partsOf } from './part.ts';
import { type Branch, makeTree } from './tree.ts';

const PLATFORM = 'machine/platform';
const CPU = 'machine/platform/cpu-0';

function shape(branches: readonly Branch[]): unknown {
  return branches.map(({ channel, children }) =>
    children.length === 0 ? channel.id : { [channel.id]: shape(children) },
  );
}

describe('a tree', () => {
  test('R1 a laptop with psys', () => {
    const tree = makeTree(counters(CPU, `${CPU}/cores`, `${CPU}/uncore`, PLATFORM));
    expect(shape(tree.roots)).toEqual([{ [PLATFORM]: [{ [CPU]: [`${CPU}/cores`, `${CPU}/uncore`] }] }]);
    expect(partsOf(tree).map((part) => part.id)).toEqual([
      PLATFORM,
      CPU,
      `${CPU}/cores`,
      `${CPU}/uncore`,
      `${CPU}/rest`,
      `${PLATFORM}/rest`,
    ]);
  });

  test('R2 two sockets and two memories are four roots', () => {
    const domains = ['cpu-0', 'memory-0', 'cpu-1', 'memory-1'].map((leaf) => `${PLATFORM}/${leaf}`);
    expect(shape(makeTree(counters(...domains)).roots)).toEqual(domains);
  });

  test('R16 psys given between the packages', () => {
    const tree = makeTree(counters(`${PLATFORM}/cpu-0`, PLATFORM, `${PLATFORM}/cpu-1`));
    expect(shape(tree.roots)).toEqual([{ [PLATFORM]: [`${PLATFORM}/cpu-0`, `${PLATFORM}/cpu-1`] }]);
  });

  test('R17 a distrusted psys does not speak, even alone', () => {
    const because = 'It reads 20 W, the processors inside it 30 W.';
    const psys = counter({ id: 'psys', domain: PLATFORM, distrusted: because });
    const tree = makeTree([psys, ...counters(CPU)]);
    expect(shape(tree.roots)).toEqual([CPU]);
    expect(tree.members.get('psys')).toMatchObject({ role: 'distrusted', because });
    expect(tree.members.get(CPU)).toMatchObject({ role: 'speaks', because: null });
    expect(makeTree([psys]).roots).toEqual([]);
  });

  test('P12 of two meters on one level one speaks', () => {
    const shelly = gauge({ id: 'shelly', label: 'Plug', domain: 'machine', relativeError: 0.02 });
    const mcp = counter({ id: 'mcp', label: 'Wall meter', domain: 'machine', relativeError: 0.005 });
    const tree = makeTree([shelly, mcp]);
    expect(shape(tree.roots)).toEqual(['mcp']);
    expect(tree.members.get('shelly')).toMatchObject({
      role: 'duplicate',
      because: 'Wall meter (mcp) covers the same part: its error is smaller.',
    });
  });

  test.each([
    [
      'a measurement speaks before an estimate',
      { basis: 'estimated', relativeError: 0.01 },
      { basis: 'measured' },
    ],
    ['a known error speaks before an unknown one', { relativeError: null }, { relativeError: 0.9 }],
  ] as const)('%s, in either order', (_, loser, winner) => {
    const a = counter({ ...loser, id: 'loser' });
    const b = counter({ ...winner, id: 'winner' });
    expect(shape(makeTree([a, b]).roots)).toEqual(['winner']);
    expect(shape(makeTree([b, a]).roots)).toEqual(['winner']);
  });

  test('of two equals the first speaks', () => {
    const tree = makeTree([counter({ id: 'a' }), counter({ id: 'b' })]);
    expect(tree.members.get('b')?.because).toBe('Processor 0 (a) covers the same part: it was found first.');
  });

  test('a name that only begins alike contains nothing', () => {
    expect(shape(makeTree(counters(`${PLATFORM}/cpu-1`, `${PLATFORM}/cpu-10`)).roots)).toHaveLength(2);
  });

  test('a domain whose parent has no meter lies in the next one out', () => {
    expect(shape(makeTree(counters(`${CPU}/cores`, 'machine')).roots)).toEqual([
      { machine: [`${CPU}/cores`] },
    ]);
  });

  test.each([
    ['Main board', 'Other parts of main board'],
    ['GPU 0', 'Other parts of GPU 0'],
  ])('the rest of "%s" is "%s"; it is as weak as its weakest side', (label, expected) => {
    const outer = counter({ id: 'outer', label, domain: 'machine' });
    const inner = counter({ id: 'inner', basis: 'estimated' });
    expect(partsOf(makeTree([outer, inner])).at(-1)).toEqual({
      id: 'machine/rest',
      parent: 'machine',
      label: expected,
      rest: true,
      basis: 'estimated',
      relativeError: null,
    });
  });
});
