// A promise that is not waited for longer than some time.

export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';

  constructor(what: string, limitMs: number) {
    super(`${what} did not answer within ${limitMs / 1000} s`);
  }
}

/** What `promise` gives, or TookTooLong. The promise itself goes on; `late` gets what it gives then. */
export async function within<T>(
  limitMs: number,
  what: string,
  promise: Promise<T>,
  late: (value: T) => void = () => {},
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let gaveUp = false;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      gaveUp = true;
      reject(new TookTooLong(what, limitMs));
    }, limitMs);
  });
  // After the limit nobody waits any more: a late failure has been reported already as too long.
  const watched = promise.then(
    (value) => {
      if (gaveUp) late(value);
      return value;
    },
    (error: unknown) => {
      if (gaveUp) return limit;
      throw error;
    },
  );
  try {
    return await Promise.race([watched, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Resolves when all have settled (true), or when the time is over (false), whichever comes first. Never rejects. `take` gets what each
 * gives, also what comes late.
 */
export async function settledOrAfter<T>(
  limitMs: number,
  promises: readonly Promise<T>[],
  take: (value: T) => void = () => {},
): Promise<boolean> {
  let open = promises.length;
  if (open === 0) return true;
  return await new Promise<boolean>((resolve) => {
    // A busy process sees its timer first: answers that are there by then get a turn before time is called.
    const timer = setTimeout(() => setImmediate(resolve, false), limitMs);
    // Counted, since there are many of them at every beat.
    const settled = (): void => {
      open -= 1;
      if (open > 0) return;
      clearTimeout(timer);
      resolve(true);
    };
    const taken = (value: T): void => {
      take(value);
      settled();
    };
    for (const promise of promises) promise.then(taken, settled);
  });
}
