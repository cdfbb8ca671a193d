// The power supplies of the machine as the kernel lists them: its batteries, and what charges them.

import type { FileTree } from '../../host/host.ts';
import { readWord } from '../file-text.ts';

const CLASS = 'class/power_supply';

export interface Supplies {
  /** Folders of the machine's own batteries, not those of its mouse. */
  readonly batteries: readonly string[];
  /** Folders of what may feed the machine from outside: an adapter, a USB port that charges. */
  readonly outside: readonly string[];
}

/** Throws HostError where sysfs may not be listed. */
export function suppliesIn(tree: FileTree): Supplies {
  const own = tree
    .list(CLASS)
    .map((name) => `${CLASS}/${name}`)
    .filter((folder) => readWord(tree, `${folder}/scope`) !== 'Device');
  const typed = own.map((folder) => ({ folder, type: readWord(tree, `${folder}/type`) }));
  const ofType = (...types: readonly string[]) =>
    typed.filter(({ type }) => type !== null && types.includes(type)).map(({ folder }) => folder);
  const present = (folder: string) => readWord(tree, `${folder}/present`) !== '0';
  return { batteries: ofType('Battery').filter(present), outside: ofType('Mains', 'USB') };
}
