// Long work in pieces: between them whatever else is due is done, so that no beat waits for it.

/** A piece of work may take so long. */
const PIECE_MS = 15;

export class Breath {
  #since = performance.now();

  /** Lets others go first where the work has taken its time. */
  async take(): Promise<void> {
    if (performance.now() - this.#since < PIECE_MS) return;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.#since = performance.now();
  }
}
