// Finds the line of a TOML text on which a key is set, for error messages about keys that parse but are wrong.

const header = /^\s*\[\[?\s*(.+?)\s*\]\]?\s*(?:#.*)?$/;
const assignment = /^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=/;
const keyPart = /"([^"]*)"|'([^']*)'|([\w-]+)/g;

/** The 1-based line on which `path` is set, else that of its longest known beginning, else 1. */
export function lineOfKey(text: string, path: readonly string[]): number {
  const known = keyLines(text);
  for (let length = path.length; length > 0; length -= 1) {
    const line = known.get(spell(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}

/** Every key and table of the text with the line where it first appears. */
function keyLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let table: readonly string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const tableName = header.exec(line)?.[1];
    const key = assignment.exec(line)?.[1];
    if (tableName !== undefined) table = parts(tableName);
    else if (key === undefined) continue;
    note(lines, key === undefined ? table : [...table, ...parts(key)], index + 1);
  }
  return lines;
}

function note(lines: Map<string, number>, path: readonly string[], line: number): void {
  for (let length = 1; length <= path.length; length += 1) {
    const name = spell(path.slice(0, length));
    if (!lines.has(name)) lines.set(name, line);
  }
}

function parts(key: string): readonly string[] {
  return [...key.matchAll(keyPart)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
}

function spell(path: readonly string[]): string {
  return JSON.stringify(path);
}
