// The readers of the firmwares' answers: real ones with anything in the place of anything never crash and make no number up.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outlet } from './firmware.ts';
import { answerOfKasa } from './kasa.ts';
import { outletsOfGen1 } from './shelly-gen1.ts';
import { outletsOfGen2 } from './shelly-gen2.ts';
import { isTasmota, outletsOfTasmota } from './tasmota.ts';

const aenergy = { total: 20, by_minute: [708.1, 708.4], minute_ts: 1_795_435_200 };
const answers: readonly object[] = [
  { meters: [{ power: 42.5, is_valid: true, timestamp: 1_795_435_200, counters: [42.1], total: 1200 }] },
  { emeters: [{ power: 42.5, pf: 1, is_valid: true, total: 20 }], unixtime: 1_795_435_200 },
  { id: 0, output: true, apower: 42.5, aenergy },
  { id: 0, act_power: 42.5, total_act_energy: 20 },
  { id: 0, a_act_power: 42.5, b_act_power: 1, c_act_power: 2, a_total_act_energy: 20 },
  { StatusSNS: { Time: '2026-11-23T12:00:00', ENERGY: { Total: 0.02, Power: 42.5, Factor: 0.9 } } },
  { StatusSNS: { Time: '2026-11-23T12:00:00', ENERGY: { Total: [1, 2], Power: [10, 20] } } },
  { emeter: { get_realtime: { slot_id: 1, power_mw: 42_500, total_wh: 20, err_code: 0 } } },
  { emeter: { get_realtime: { power: 42.5, voltage: 230.1, total: 0.02, err_code: 0 } } },
  { emeter: { err_code: -1, err_msg: 'module not support' } },
];

/** A real answer in which one value, at any depth, is another one or missing. */
const damaged = fc
  .tuple(fc.constantFrom(...answers), fc.nat(20), fc.option(fc.jsonValue(), { nil: undefined }))
  .map(([answer, place, value]) => {
    let left = place;
    return JSON.parse(JSON.stringify(answer, (_, old) => (left-- === 0 ? value : old)) ?? 'null') as unknown;
  });

function numbersIn(outlets: readonly Outlet[]): readonly number[] {
  return outlets.flatMap(({ watts, joules }) => [watts ?? 0, joules ?? 0]);
}

function outletsOfKasa(json: unknown): readonly Outlet[] {
  const answer = answerOfKasa(json);
  return answer === null || 'errorCode' in answer ? [] : [answer.outlet];
}

/** All that can be read from the values that stand in an answer; nothing else may come out. */
function possible(json: unknown): ReadonlySet<number> {
  const found = new Set([0]);
  JSON.stringify(json, (_, value) => {
    if (typeof value !== 'number') return value;
    for (const factor of [1, 60, 3600, 3_600_000]) found.add(value * factor);
    found.add(value / 1000);
    return value;
  });
  return found;
}

describe('whatever comes', () => {
  test.each([
    ['anything', fc.jsonValue()],
    ['a damaged answer', damaged],
  ])('%s: finite numbers that stand in it, or none', (_, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (json) => {
        const outlets = [
          ...(outletsOfGen1(json) ?? []),
          ...(outletsOfGen2(json, json) ?? []),
          ...outletsOfTasmota(json),
          ...outletsOfKasa(json),
        ];
        const allowed = possible(json);
        for (const value of numbersIn(outlets)) {
          expect(Number.isFinite(value)).toBe(true);
          expect(allowed.has(value)).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('infinite, as 1e999 is read, is no power', () => {
    expect(outletsOfGen1(JSON.parse('{"meters":[{"power":1e999,"total":1}]}'))).toBeNull();
    expect(outletsOfGen2(JSON.parse('{"apower":1e999}'))).toBeNull();
    expect(outletsOfTasmota(JSON.parse('{"StatusSNS":{"ENERGY":{"Power":1e999}}}'))).toEqual([]);
    expect(answerOfKasa(JSON.parse('{"emeter":{"get_realtime":{"power_mw":1e999}}}'))).toBeNull();
  });

  test('a text in the place of a number is no number', () => {
    expect(outletsOfGen1({ meters: [{ power: '42.5', total: 1 }] })).toBeNull();
    expect(isTasmota({ StatusSNS: { ENERGY: { Power: '10,20' } } })).toBe(false);
    expect(answerOfKasa({ emeter: { get_realtime: { power_mw: '42500', power: 42.5 } } })).toBeNull();
  });

  test('an error beside numbers is an error', () => {
    expect(answerOfKasa({ emeter: { err_code: -1, get_realtime: { power: 1 } } })).toEqual({ errorCode: -1 });
    expect(answerOfKasa({ emeter: { get_realtime: { power: 1, err_code: -2 } } })).toEqual({ errorCode: -2 });
  });
});
