// The load that hangs on a simulated outlet, with the energy it takes in closed form, so that what a reader integrates can be checked.

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
  const values = list.split(',').map(quantityOf);
  const [a = Number.NaN, b = Number.NaN, c = Number.NaN] = values;
  const given = values.filter((value) => Number.isFinite(value)).length;
  if (name === 'constant' && given === 1) return constant(a);
  if (name === 'square' && given === 3) return square(a, b, c);
  if (name === 'sine' && given === 3) return sine(a, b, c);
  if (name === 'ramp' && given === 3) return ramp(a, b, c);
  throw new Error(`"${text}" is no trace; there are\n${TRACES_HELP}`);
}

/** `80` → 80, `5s` → 5000, `250ms` → 250. */
export function quantityOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(text.trim());
  if (!match) return Number.NaN;
  return Number(match[1]) * (match[2] === 's' ? 1000 : 1);
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
