// Names of the parts of a computer in the page's language; the patterns are those of the contract's `nameOf`.

import { leafOf, nameOf } from '@jupyter-energy/contract';
import type { TranslationBundle } from '@jupyterlab/translation';
import { TOTAL } from '../account/power-history.ts';
import { SHARE_KEYS, type ShareKey, shareId } from '../account/shares.ts';

/** As much of a part as its name needs. */
export interface Named {
  readonly id: string;
  readonly label: string;
  readonly rest: boolean;
}

/** A line of the chart: the total, whose energy it is, or a part of the computer. */
export function lineName(line: Named, trans: TranslationBundle): string {
  if (line.id === TOTAL) return trans.__('Total');
  const share = SHARE_KEYS.find((key) => line.id === shareId(key));
  return share === undefined ? partName(line, trans) : shareName(share, trans);
}

/** Whose energy it is. */
export function shareName(key: ShareKey, trans: TranslationBundle): string {
  switch (key) {
    case 'kernel':
      return trans.__('This notebook');
    case 'otherKernels':
      return trans.__('Other notebooks');
    case 'others':
      return trans.__('Other programs');
    case 'idle':
      return trans.__('Idle');
    case 'undivided':
      return trans.__('Cannot be divided');
  }
}

/** A label that the energy server did not derive from the domain (a card's model, say) is shown as it is. */
export function partName(part: Named, trans: TranslationBundle): string {
  if (part.rest) return trans.__('Other');
  return part.label === nameOf(part.id) || part.label === '' ? domainName(part.id, trans) : part.label;
}

/** A domain in words, for example `Processor 0`. */
export function domainName(domain: string, trans: TranslationBundle): string {
  const leaf = leafOf(domain);
  const [, kind, which] = /^(cpu|memory|gpu)-(.+)$/.exec(leaf) ?? [null, leaf, ''];
  switch (kind) {
    case 'machine':
      return trans.__('Computer');
    case 'platform':
      return trans.__('Main board');
    case 'cpu':
      return trans.__('Processor %1', which);
    case 'memory':
      return trans.__('Memory %1', which);
    case 'gpu':
      return trans.__('GPU %1', which);
    case 'cores':
      return trans.__('Cores');
    case 'uncore':
      return trans.__('Integrated graphics');
    default:
      return leaf;
  }
}
