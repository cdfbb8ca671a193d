// A channel that takes no part in the total, in words: what it is, what it says, why it does not count.

import type { ChannelState } from '@jupyter-energy/contract';
import { written } from './format.ts';
import type { Language } from './language.ts';
import { partName } from './part-names.ts';

/** As much of a channel as the words need. */
export type Silent = Pick<ChannelState, 'domain' | 'label' | 'basis' | 'role' | 'because' | 'watts'>;

/** "Outlet 2, 12.3 W. It feeds something else than this computer: shown, but not counted." */
export function silentWords(channel: Silent, { trans, format }: Language): string {
  const { domain, label, basis, role, because, watts } = channel;
  const name = partName({ id: domain, label, rest: false }, trans);
  const power =
    watts === null ? trans.__('power unknown') : written(format.power(watts), basis === 'estimated');
  // What lies elsewhere, or is counted in a sum, says so in its reason.
  if (role === 'elsewhere' || role === 'summed')
    return trans.__('%1, %2. %3', name, power, because ?? '').trim();
  return trans.__('%1, %2: not counted. %3', name, power, because ?? '').trim();
}
