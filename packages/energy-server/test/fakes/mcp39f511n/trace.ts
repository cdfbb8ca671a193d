// The load that hangs on a simulated outlet, with the energy it takes in closed form, so that what a reader integrates can be checked.

import { numberIn, timeIn } from './quantities.ts';

/** Times are milliseconds since the meter was switched on. */
export interface Trace {
  watts(atMs: number): number;
  /** Energy from 0 to `atMs`. */
  joules(atMs: number): number;
}

export const TRACES_HELP = `  constant:WATTS                    constant:50
  square:LOW,HIGH,PERIOD            square:20,80,5s     half a period each, low first
  sine:MEAN,SWING,PERIOD            sine:60,40,10s
  ramp:FROM,TO,DURATION             ramp:0,100,60s      stays at TO`;

/** Throws with a message for people. */
export function parseTrace(text: string): Trace {
  const [name = '', list = ''] = text.split(':');
  const words = list.split(',');
  const [a = Number.NaN, b = Number.NaN] = words.slice(0, 2).map(numberIn);
  const lastsMs = timeIn(words[2] ?? '');
  if (name === 'constant' && words.length === 1 && a >= 0) return constant(a);
  if (words.length === 3 && a >= 0 && b >= 0 && lastsMs > 0) {
    if (name === 'square') return square(a, b, lastsMs);
    if (name === 'sine' && b > a) throw new Error(`"${text}" swings below 0 W`);
    if (name === 'sine') return sine(a, b, lastsMs);
    if (name === 'ramp') return ramp(a, b, lastsMs);
  }
  throw new Error(`"${text}" is no trace; there are\n${TRACES_HELP}`);
}

export function constant(watts: number): Trace {
  return { watts: () => watts, joules: (atMs) => (watts * atMs) / 1000 };
}

export function square(low: number, high: number, periodMs: number): Trace {
  const half = periodMs / 2;
  return {
    watts: (atMs) => (atMs % periodMs < half ? low : high),
    joules(atMs) {
      const whole = Math.floor(atMs / periodMs);
      const rest = atMs - whole * periodMs;
      const lowMs = whole * half + Math.min(rest, half);
      const highMs = whole * half + Math.max(rest - half, 0);
      return (low * lowMs + high * highMs) / 1000;
    },
  };
}

export function sine(mean: number, swing: number, periodMs: number): Trace {
  const omega = (2 * Math.PI) / periodMs;
  return {
    watts: (atMs) => mean + swing * Math.sin(omega * atMs),
    joules: (atMs) => (mean * atMs + (swing / omega) * (1 - Math.cos(omega * atMs))) / 1000,
  };
}

export function ramp(from: number, to: number, durationMs: number): Trace {
  const slope = (to - from) / durationMs;
  return {
    watts: (atMs) => from + slope * Math.min(atMs, durationMs),
    joules(atMs) {
      const risingMs = Math.min(atMs, durationMs);
      return (from * risingMs + (slope * risingMs ** 2) / 2 + to * (atMs - risingMs)) / 1000;
    },
  };
}
