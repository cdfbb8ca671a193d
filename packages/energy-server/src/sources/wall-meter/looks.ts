// When lines are looked at for answers: all of them at one waking, where each answer would wake for itself.

/**
 * At most so long from a question to the first look for its answer, and from one look to the next. Question and answer take 4 ms on the line, a USB
 * adapter some more.
 */
const LOOK_MS = 10;

let next: Promise<void> | null = null;

/** The next look, in 10 ms, or sooner where somebody else is waiting for it already. */
export function nextLook(): Promise<void> {
  next ??= new Promise((resolve) => {
    setTimeout(() => {
      next = null;
      resolve();
    }, LOOK_MS);
  });
  return next;
}
