// How a cell is called in a list: its execution count and the beginning of its code.

const LONGEST = 60;

/** The first line that is not empty, shortened by an ellipsis. */
export function firstLine(source: string): string {
  const lines = source.split('\n').map((line) => line.trim());
  const line = lines.find((text) => text !== '') ?? '';
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
}
