// Reports as text: a table for the terminal and one for Markdown.

import { cellsOf, headings, type Report } from './report.ts';

/** Columns in line, for a terminal. */
export function terminalTable({ rows }: Report): string {
  const lines = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) => cells.map((cell, column) => aligned(cell, column, widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

/** The figure stands right, so that magnitudes are seen. */
function aligned(cell: string, column: number, width: number): string {
  return column === 1 ? cell.padStart(width) : cell.padEnd(width);
}

/** A section of a Markdown document. */
export function markdownSection(report: Report): string {
  const cells = [headings, ['---', '--:', '---', '---', '---'], ...report.rows.map(cellsOf)];
  const table = cells.map((line) => `| ${line.map(escaped).join(' | ')} |`).join('\n');
  return [`## ${report.title}`, ...report.how, table].join('\n\n');
}

/** The cells of each row of a section's table, the headings among them: what `markdownSection` was given. */
export function rowsIn(section: string): readonly (readonly string[])[] {
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && line.endsWith(' |'))
    .map((line) =>
      line
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.replaceAll('\\|', '|').trim()),
    );
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
