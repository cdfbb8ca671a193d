// A graphics card that sleeps is left asleep: reading its power would wake it, and it would draw more for being measured.

import { HostError } from '../../host/host.ts';
import type { Chip } from './chip.ts';
import type { OpenFiles } from './open-files.ts';

/** No graphics card draws more, not even for a moment; drivers have told terawatts. */
export const GPU_CEILING_WATTS = 2_000;

export const SLEEP_NOTE = 'While this card sleeps it is not woken to be measured, and its power is unknown.';

/** Both sorts of cards have this in common too. */
export const UNDIVIDED_NOTE =
  'Which programs use this card is not looked at: its energy is told for the whole card and not divided among kernels.';

/** `device/power/runtime_status` of the kernel's runtime power management. A card without it never sleeps. */
export async function asleep({ folder }: Chip, files: OpenFiles): Promise<boolean> {
  try {
    const status = await files.text(`${folder}/device/power/runtime_status`);
    return /^suspend/.test(status);
  } catch (error) {
    if (error instanceof HostError) return false;
    throw error;
  }
}
