// Something that a person has to know: what failed, and what to do next.

/** Ends a command with a readable message in place of a stack trace. */
export class Failure extends Error {
  override readonly name = 'Failure';
  /** What to do next, as a sentence or a command. */
  readonly next: string;

  constructor(message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.next = next;
  }
}

/** Runs the whole of a command line program; a `Failure` becomes two lines and exit status 1. */
export async function main(program: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await program();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`\n${error.message}\n\n→ ${error.next}`);
    process.exitCode = 1;
  }
}
