// Emphasis on a terminal; plain text everywhere else and where NO_COLOR is set (no-color.org).

export interface Ink {
  bold(text: string): string;
  dim(text: string): string;
  warm(text: string): string;
  good(text: string): string;
}

export function createInk(isTerminal: boolean, noColor: string | undefined): Ink {
  const plain = !isTerminal || (noColor !== undefined && noColor !== '');
  const ink = (on: number, off: number) => (text: string) =>
    plain ? text : `\x1b[${on}m${text}\x1b[${off}m`;
  return { bold: ink(1, 22), dim: ink(2, 22), warm: ink(33, 39), good: ink(32, 39) };
}
