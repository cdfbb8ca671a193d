// Registers of the MCP39F511N and what their bytes mean (datasheet DS20005473, "Register Map"). Data are little-endian.

import type { Watts } from '@jupyter-energy/contract';

/** Where a register is and how many bytes are read there. */
export interface Register {
  readonly address: number;
  readonly bytes: number;
}

/** System status up to both active powers, in one frame, so that a power and its sign belong together. */
export const MEASUREMENT: Register = { address: 0x0002, bytes: 32 };
export const RANGE_1: Register = { address: 0x00ae, bytes: 4 };
export const RANGE_2: Register = { address: 0x00be, bytes: 4 };
export const INTERVAL: Register = { address: 0x00a8, bytes: 2 };
export const CONFIGURATION: Register = { address: 0x00a0, bytes: 4 };
/** Imported active energy of both outlets, 64 bits each. */
export const ENERGY: Register = { address: 0x002e, bytes: 16 };

/** The two outlets. */
export type Pair<T> = readonly [T, T];

/** Exponents by which the device scales its registers. */
export interface Ranges {
  readonly voltage: number;
  readonly current: Pair<number>;
  readonly power: Pair<number>;
}

/** The units of voltage and current hold for these, the unit of power for 19. */
export const FACTORY: Ranges = { voltage: 18, current: [12, 12], power: [19, 19] };

/** Ranges count the places by which 32-bit numbers are shifted: no larger one means anything. */
const MAX_EXPONENT = 31;

/** What one read of MEASUREMENT tells. */
export interface Measurement {
  readonly version: number;
  /** Volts and hertz, by the factory range. */
  readonly volts: number;
  readonly hertz: number;
  /** From -1 to 1. */
  readonly powerFactor: Pair<number>;
  /** Amperes, by the factory range. */
  readonly amperes: Pair<number>;
  /** Magnitude of the active power; `wattsOf` scales it. */
  readonly rawPower: Pair<number>;
  /** The sign bits of the active power. Descriptions of the device disagree about what a set bit means. */
  readonly signBit: Pair<boolean>;
}

export function parseMeasurement(data: Uint8Array): Measurement {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const at = (address: number): number => address - MEASUREMENT.address;
  const status = view.getUint16(at(0x0002), true);
  return {
    version: view.getUint16(at(0x0004), true),
    volts: view.getUint16(at(0x0006), true) / 10,
    hertz: view.getUint16(at(0x0008), true) / 1000,
    powerFactor: [view.getInt16(at(0x000a), true) / 2 ** 15, view.getInt16(at(0x000c), true) / 2 ** 15],
    amperes: [view.getUint32(at(0x000e), true) / 10_000, view.getUint32(at(0x0012), true) / 10_000],
    rawPower: [view.getUint32(at(0x0016), true), view.getUint32(at(0x001a), true)],
    signBit: [(status & 1) !== 0, (status & 2) !== 0],
  };
}

/** From the bytes of RANGE_1 and RANGE_2; null when they cannot be exponents. */
export function parseRanges(range1: Uint8Array, range2: Uint8Array): Ranges | null {
  const [voltage = 0, current1 = 0, power1 = 0] = range1;
  const [, current2 = 0, power2 = 0] = range2;
  if (Math.max(voltage, current1, power1, current2, power2) > MAX_EXPONENT) return null;
  return { voltage, current: [current1, current2], power: [power1, power2] };
}

export function sameRanges(a: Ranges, b: Ranges): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Watts of a raw power: 10 mW at range 19, half as much with each range less. */
export function wattsOf(rawPower: number, range: number): Watts {
  return rawPower * 0.01 * 2 ** (range - FACTORY.power[0]);
}

export function parseUint16(data: Uint8Array): number {
  return (data[0] ?? 0) | ((data[1] ?? 0) << 8);
}

export function encodeUint16(value: number): Uint8Array {
  return Uint8Array.from([value & 0xff, value >> 8]);
}

/** The frequency of the mains wavers by less than this around 50 or 60 Hz. */
const WAVERING = 0.003;

/** How often a meter is asked: its interval at the slowest mains of its kind, so that all meters on one mains keep one pace. */
export function paceMsOf(n: number, hertz: number): number {
  const nominal = hertz < 55 ? 50 : 60;
  return Math.max(intervalMsOf(n, nominal) * (1 + WAVERING), intervalMsOf(n, hertz));
}

/** The accumulation interval: 2^N cycles of the mains. */
export function intervalMsOf(n: number, hertz: number): number {
  return (2 ** n * 1000) / hertz;
}
