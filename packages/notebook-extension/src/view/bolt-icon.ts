// Our icon, in the shell's own colours.

import { LabIcon } from '@jupyterlab/ui-components';

export const boltIcon = new LabIcon({
  name: 'jupyter-energy:bolt',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<path class="jp-icon3" fill="#616161" d="M13.5 2 5 13.5h5.5L9 22l9.5-12.5h-6z"/></svg>',
});
