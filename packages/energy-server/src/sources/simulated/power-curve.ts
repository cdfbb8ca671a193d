// A scripted power: a base and some waves on it. A pure function of the time, with its exact integral.

import type { Joules, Milliseconds, Watts } from '@jupyter-energy/contract';

/** Rises from 0 to `watts` and falls back within `periodMs`, as a raised cosine; at 0 when `lateMs` has passed since 1970. */
export interface Wave {
  readonly watts: Watts;
  readonly periodMs: Milliseconds;
  readonly lateMs: Milliseconds;
}

export interface PowerCurve {
  readonly base: Watts;
  readonly waves: readonly Wave[];
}

export function powerAt(curve: PowerCurve, ms: Milliseconds): Watts {
  return curve.waves.reduce(
    (sum, wave) => sum + (wave.watts / 2) * (1 - Math.cos(angle(wave, ms))),
    curve.base,
  );
}

/** The largest power that the curve can reach. */
export function peakOf(curve: PowerCurve): Watts {
  return curve.waves.reduce((sum, wave) => sum + wave.watts, curve.base);
}

/** Energy from the moment 0 to `ms`: the integral of `powerAt` in closed form, not a sum of samples. */
export function energyUntil(curve: PowerCurve, ms: Milliseconds): Joules {
  const seconds = ms / 1000;
  return curve.waves.reduce((sum, wave) => {
    const swing =
      (wave.periodMs / 1000 / (2 * Math.PI)) * (Math.sin(angle(wave, ms)) - Math.sin(angle(wave, 0)));
    return sum + (wave.watts / 2) * (seconds - swing);
  }, curve.base * seconds);
}

/** The same curve for a clock that begins `byMs` later. */
export function begunLater({ base, waves }: PowerCurve, byMs: Milliseconds): PowerCurve {
  return {
    base,
    waves: waves.map((wave) => ({ ...wave, lateMs: (wave.lateMs - byMs) % wave.periodMs })),
  };
}

function angle({ periodMs, lateMs }: Wave, ms: Milliseconds): number {
  return (2 * Math.PI * (ms - lateMs)) / periodMs;
}
