// The topics of `npm run bench`, in the order in which they run and are told of.

import { beatReport, historyReport } from './inside.ts';
import { metersReport } from './meters.ts';
import { overheadReport } from './overhead.ts';
import { pageReport } from './page.ts';
import { ledgerReport } from './record.ts';
import type { Report } from './report.ts';
import { serverReport } from './server.ts';
import { sizesReport } from './sizes.ts';
import { streamsReport } from './streams.ts';

export interface Topic {
  readonly name: string;
  readonly what: string;
  run(): Promise<Report>;
}

export const topics: readonly Topic[] = [
  { name: 'beat', what: 'cost of a beat by channels and by processes on the machine', run: beatReport },
  { name: 'meters', what: 'cost of reading each kind of source, and a big machine', run: metersReport },
  { name: 'history', what: 'questions about the past, memory of a series', run: historyReport },
  { name: 'ledger', what: 'a year of the record on disk: questions, size, recording', run: ledgerReport },
  { name: 'server', what: 'processor and memory of the energy server, idle and used', run: serverReport },
  { name: 'overhead', what: 'a notebook with the extension and without', run: overheadReport },
  { name: 'streams', what: 'a thousand readers of the event stream', run: streamsReport },
  { name: 'page', what: 'main-thread time of a beat in JupyterLab', run: pageReport },
  { name: 'sizes', what: 'what people download', run: sizesReport },
];
