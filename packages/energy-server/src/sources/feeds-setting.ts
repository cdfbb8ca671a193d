// The setting of meters that usually tell this computer's power, and in some machines that of something larger.

import { type Domain, elsewhereDomain, MACHINE } from '@jupyter-energy/contract';
import * as z from 'zod';

export const controllerFeeds = {
  feeds: z
    .enum(['this computer', 'something else'])
    .default('this computer')
    .describe(
      '"something else" where it tells the power of an enclosure with several computers: shown, not counted',
    ),
};

/** What a channel covers. */
export function fedDomain(feeds: 'this computer' | 'something else', id: string): Domain {
  return feeds === 'this computer' ? MACHINE : elsewhereDomain(id);
}
