// The names of the layers of a bar: parts of the computer, or whose energy it was.

import type { Layer } from '../long-term/layers.ts';
import type { Language } from './language.ts';
import { partName } from './part-names.ts';

export function layerName({ id, part }: Pick<Layer, 'id' | 'part'>, { trans }: Language): string {
  if (part !== null) return partName(part, trans);
  switch (id) {
    case 'kernel':
      return trans.__('This notebook');
    case 'otherKernels':
      return trans.__('Other notebooks');
    case 'others':
      return trans.__('Other programs');
    case 'idle':
      return trans.__('Idle');
    default:
      return trans.__('Not divided');
  }
}
