// What the sum of RAPL's channels leaves out, in words for people.

import { PLATFORM } from '@jupyter-energy/contract';
import type { ReadChannel } from '../../energy/channel.ts';

const BESIDE_MEMORY = [
  'graphics cards',
  'disks',
  'network',
  'the display',
  'fans',
  "the power supply's own loss",
];

const BESIDE_PROCESSORS = ['memory', ...BESIDE_MEMORY];

/** The makers say nowhere what the main board's figure contains: at the least not the power supply, perhaps not a graphics card. */
const BESIDE_PLATFORM = ['graphics cards', "the power supply's own loss"];

export function notCoveredBy(channels: readonly ReadChannel[]): readonly string[] {
  const domains = channels.filter(({ distrusted }) => distrusted === undefined).map(({ domain }) => domain);
  if (domains.includes(PLATFORM)) return BESIDE_PLATFORM;
  const memory = domains.some((domain) => domain.startsWith(`${PLATFORM}/memory-`));
  return memory ? BESIDE_MEMORY : BESIDE_PROCESSORS;
}
