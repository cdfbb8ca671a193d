// A span of time cut into steps; the last one may be shorter.

export function* spans(
  from: number,
  to: number,
  stepMs: number,
): Generator<readonly [from: number, to: number]> {
  for (let index = 0; from + index * stepMs < to; index += 1)
    yield [from + index * stepMs, Math.min(from + (index + 1) * stepMs, to)];
}
