// The chips that hwmon shows, each known by its name and its device: the index in hwmonN is another one after the next start.

import type { FileTree } from '../../host/host.ts';
import { readWord } from '../file-text.ts';

const CLASS = 'class/hwmon';

export interface Chip {
  readonly tree: FileTree;
  readonly folder: string;
  /** What the driver calls it: `amdgpu`. */
  readonly name: string;
  /** The device it belongs to, as its bus calls it: `0000:03:00.0`, `1-0040`, `ACPI000D:00`. */
  readonly device: string;
  /** `amdgpu@0000:03:00.0`. */
  readonly id: string;
  has(file: string): boolean;
  pathOf(file: string): string;
  /** The trimmed text of a file; null where there is none that can be read. */
  word(file: string): string | null;
}

/** Throws HostError where sysfs may not be listed. */
export function chipsIn(tree: FileTree): readonly Chip[] {
  return tree.list(CLASS).flatMap((folder) => {
    const chip = chipAt(tree, `${CLASS}/${folder}`);
    return chip === null ? [] : [chip];
  });
}

/** Null without a name or without a device, as for figures that belong to no hardware. */
function chipAt(tree: FileTree, folder: string): Chip | null {
  const device = tree.linkName(`${folder}/device`);
  const name = readWord(tree, `${folder}/name`) ?? readWord(tree, `${folder}/device/name`);
  if (device === null || !name) return null;
  const own = new Set(tree.list(folder));
  // Older drivers, acpi_power_meter before Linux 6.15 among them, put their files beside the device's own.
  const beside = new Set(tree.list(`${folder}/device`));
  const pathOf = (file: string) => (own.has(file) ? `${folder}/${file}` : `${folder}/device/${file}`);
  return {
    ...{ tree, folder, name, device, pathOf },
    id: `${name}@${device}`,
    has: (file) => own.has(file) || beside.has(file),
    word: (file) => readWord(tree, pathOf(file)),
  };
}
