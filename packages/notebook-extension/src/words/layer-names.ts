// The names of the layers of a bar: parts of the computer, or whose energy it was.

import { SHARE_KEYS } from '../account/shares.ts';
import type { Layer } from '../long-term/layers.ts';
import type { Language } from './language.ts';
import { partName, shareName } from './part-names.ts';

export function layerName({ id, part }: Pick<Layer, 'id' | 'part'>, { trans }: Language): string {
  if (part !== null) return partName(part, trans);
  return shareName(SHARE_KEYS.find((key) => key === id) ?? 'undivided', trans);
}
