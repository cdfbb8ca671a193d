// docs/benchmarks.md, made of the reports of one run.

import { inRoot } from '../tasks/places.ts';
import type { Report } from './report.ts';
import { markdownSection, rowsIn } from './table.ts';

export const documentFile: string = inRoot('docs', 'benchmarks.md');

export interface Circumstances {
  readonly machine: string;
  readonly day: Date;
  /** How many programs wanted a processor in the minute before the run. */
  readonly load: number;
}

/** The whole document. */
export function documentOf({ machine, day, load }: Circumstances, reports: readonly Report[]): string {
  const intro = [
    '# Benchmarks',
    `Measured by \`npm run bench -- --write\` on ${day.toISOString().slice(0, 10)} on this machine: ${machine}. In the minute
before, ${load.toFixed(1)} programs on average wanted a processor: others' work makes all figures worse. Written by that command: what is to
be said goes into \`scripts/bench/\`, not into this file.`,
    `Ratios travel better than figures: beside a figure stands what it is in terms of something else measured in the same run. “Within” and
“over” compare with the number that the design wants; where there is none, the figure is for information.`,
  ];
  return joined(intro.join('\n\n'), reports.map(markdownSection));
}

/** The document with these sections renewed, each with its own circumstances; a section that it lacks comes last. */
export function withSections(document: string, around: Circumstances, reports: readonly Report[]): string {
  const [head = '', ...sections] = document.trimEnd().split(/\n\n(?=## )/);
  const { machine, day, load } = around;
  const alone = `Measured by itself on ${day.toISOString().slice(0, 10)}, with ${load.toFixed(1)} programs in the minute before: ${machine}.`;
  for (const report of reports) {
    const section = markdownSection({ ...report, how: [alone, ...report.how] });
    const place = sections.findIndex((old) => old.startsWith(`## ${report.title}\n`));
    if (place === -1) sections.push(section);
    else sections[place] = section;
  }
  const [intro = ''] = head.split(SUMMARY);
  return joined(intro.trimEnd(), sections);
}

/** How the paragraph about all sections begins. */
const SUMMARY = /^(?:All \d+ figures|Over, of \d+ figures) that the design has a number for/m;

function joined(intro: string, sections: readonly string[]): string {
  return `${[intro, summaryOf(sections), ...sections].join('\n\n')}\n`;
}

/** Of what stands in the sections, whenever each of them was measured. */
function summaryOf(sections: readonly string[]): string {
  const judged = sections
    .flatMap(rowsIn)
    .filter(([, , , verdict]) => verdict === 'within' || verdict === 'over');
  const over = judged.filter(([, , , verdict]) => verdict === 'over');
  if (over.length === 0)
    return `All ${judged.length} figures that the design has a number for are within it.`;
  const lines = over.map(([what, figure, limit]) => `- ${what}: ${figure}, where the design wants ${limit}`);
  return [`Over, of ${judged.length} figures that the design has a number for:`, ...lines].join('\n');
}
