// The plugins of this extension. What each one wires is in its own file.

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { budget } from './plugins/budget.ts';
import { cells } from './plugins/cells.ts';
import { kernels } from './plugins/kernels.ts';
import { notebooks } from './plugins/notebooks.ts';
import { service } from './plugins/service.ts';
import { settings } from './plugins/settings.ts';
import { status } from './plugins/status.ts';
import { toolbar } from './plugins/toolbar.ts';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  service,
  settings,
  notebooks,
  toolbar,
  cells,
  kernels,
  status,
  budget,
];
export default plugins;
