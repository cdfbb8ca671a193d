// A GPU that sleeps (laptops switch theirs off) is left asleep: asking it would wake it, and it would draw more for being measured.

import { type FileTree, HostError } from '../../host/host.ts';

/** The cards that NVIDIA's driver holds, by PCI address. */
const CARDS = 'bus/pci/drivers/nvidia';

export const SLEEP_NOTE = 'While this GPU sleeps it is not woken to be measured.';

/** Whether the driver holds cards and all of them sleep: then looking for GPUs would wake them. */
export async function allAsleep(sysfs: FileTree): Promise<boolean> {
  const cards = cardsIn(sysfs);
  for (const address of cards) if (!(await isAsleep(sysfs, address))) return false;
  return cards.length > 0;
}

/** Whether the card with this PCI address sleeps now. */
export async function isAsleep(sysfs: FileTree, address: string): Promise<boolean> {
  return /^suspend/.test(await word(sysfs, address, 'runtime_status'));
}

/** Whether the kernel may put it to sleep at all. */
export async function maySleep(sysfs: FileTree, address: string): Promise<boolean> {
  return (await word(sysfs, address, 'control')).trim() === 'auto';
}

function cardsIn(sysfs: FileTree): readonly string[] {
  try {
    return sysfs.list(CARDS).filter((name) => /^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(name));
  } catch (error) {
    if (error instanceof HostError) return [];
    throw error;
  }
}

/** A file of the card's runtime power management; empty where it has none, for then it never sleeps. */
async function word(sysfs: FileTree, address: string, file: string): Promise<string> {
  try {
    return await sysfs.readAside(`${CARDS}/${address}/power/${file}`);
  } catch (error) {
    if (error instanceof HostError) return '';
    throw error;
  }
}
