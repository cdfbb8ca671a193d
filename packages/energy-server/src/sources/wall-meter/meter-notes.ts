// What people should know about a meter, each fact told once.

/** Hands out the same array until a fact is added. */
export class MeterNotes {
  #all: readonly string[];

  constructor(notes: readonly string[]) {
    this.#all = notes;
  }

  get all(): readonly string[] {
    return this.#all;
  }

  add(note: string): void {
    if (!this.#all.includes(note)) this.#all = [...this.#all, note];
  }
}

export const INTERVAL_TOO_SHORT =
  'The meter averages over a single mains cycle, an interval too short to be reliable; another program has set it so. Set interval-cycles to 2 or more.';

export function intervalNotTaken(cycles: number): string {
  return `The meter did not take the interval of ${cycles} mains cycles; it is read at its own.`;
}

export function flowsBack(outlet: number): string {
  return `Outlet ${outlet + 1} has reported power flowing back (export): that is not counted, and shows as a gap. If a plain consumer hangs there, set sign-bit-means to "import".`;
}

export function rangesChangedAt(wallMs: number): string {
  return `Another program changed the meter's ranges at ${new Date(wallMs).toISOString()}: readings follow the new unit after a gap.`;
}

export const COUNTING_REFUSED =
  'The meter could not be told to count energy by itself: its power is integrated, as without energy-registers.';
