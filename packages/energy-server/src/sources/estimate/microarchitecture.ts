// Which row of the table a processor belongs to, by its family and model numbers; these stay when a cloud masks the name.

import type { CpuModel } from './cpu-model.ts';

interface Rule {
  readonly row: string;
  readonly family: number;
  /** Inclusive. */
  readonly models: readonly (readonly [from: number, to: number])[];
  /** Inclusive; any where absent. */
  readonly steppings?: readonly [from: number, to: number];
}

/**
 * Intel's model numbers up to 108 and 158, 167: Linux, arch/x86/include/asm/intel-family.h. 143, 173, 174, 207 and the steppings
 * of 85 and 158 are general knowledge.
 */
const intel: readonly Rule[] = [
  { row: 'sandy-bridge-desktop', family: 6, models: [[42, 42]] },
  { row: 'sandy-bridge-server', family: 6, models: [[45, 45]] },
  { row: 'ivy-bridge-desktop', family: 6, models: [[58, 58]] },
  { row: 'ivy-bridge-server', family: 6, models: [[62, 62]] },
  {
    row: 'haswell-desktop',
    family: 6,
    models: [
      [60, 60],
      [69, 70],
    ],
  },
  { row: 'haswell-server', family: 6, models: [[63, 63]] },
  { row: 'broadwell-server', family: 6, models: [[79, 79]] },
  { row: 'skylake-desktop', family: 6, models: [[94, 94]] },
  { row: 'skylake-sp', family: 6, models: [[85, 85]], steppings: [0, 4] },
  { row: 'cooper-lake', family: 6, models: [[85, 85]], steppings: [10, 11] },
  { row: 'cascade-lake', family: 6, models: [[85, 85]] },
  { row: 'kaby-lake-desktop', family: 6, models: [[158, 158]], steppings: [0, 9] },
  { row: 'coffee-lake-desktop', family: 6, models: [[158, 158]] },
  {
    row: 'ice-lake-sp',
    family: 6,
    models: [
      [106, 106],
      [108, 108],
    ],
  },
  { row: 'rocket-lake-desktop', family: 6, models: [[167, 167]] },
  { row: 'sapphire-rapids', family: 6, models: [[143, 143]] },
  { row: 'emerald-rapids', family: 6, models: [[207, 207]] },
  { row: 'granite-rapids', family: 6, models: [[173, 174]] },
];

/** General knowledge. Ryzen shares some of these numbers; its name tells it apart. */
const amd: readonly Rule[] = [
  { row: 'opteron-15h', family: 21, models: [[0, 31]] },
  { row: 'epyc-1', family: 23, models: [[0, 15]] },
  { row: 'epyc-2', family: 23, models: [[48, 63]] },
  { row: 'epyc-3', family: 25, models: [[0, 15]] },
  {
    row: 'epyc-4',
    family: 25,
    models: [
      [16, 31],
      [160, 175],
    ],
  },
  { row: 'epyc-5', family: 26, models: [[0, 31]] },
];

/** AMD's processors for laptops and desktops that share the numbers of its servers. */
const amdClient = /\b(ryzen [3579]|ryzen ai|athlon|fx\(tm\)|a\d+-\d)/i;

/** ARM Ltd's Neoverse N1: Ampere Altra, Graviton 2. */
const NEOVERSE_N1 = { implementer: 0x41, part: 0xd0c };

/** QEMU's named models of Intel processors carry the numbers of desktop silicon; the hosts behind them are servers. */
const inventedByQemu = /^Intel (Core Processor|Xeon E3-?12xx)/;
const serverOf: Readonly<Record<string, string>> = {
  'sandy-bridge-desktop': 'sandy-bridge-server',
  'ivy-bridge-desktop': 'ivy-bridge-server',
  'haswell-desktop': 'haswell-server',
  'skylake-desktop': 'skylake-sp',
};

/** Whether the name is that of a model that only a hypervisor sells. */
export function isInventedName(brand: string): boolean {
  return inventedByQemu.test(brand);
}

/** The id of the processor's row; null when it has none. */
export function rowIdOf(cpu: CpuModel): string | null {
  if (cpu.implementer === NEOVERSE_N1.implementer && cpu.part === NEOVERSE_N1.part) return 'neoverse-n1';
  if (cpu.vendor === 'amd' && amdClient.test(cpu.brand)) return null;
  const rules = { intel, amd, arm: [], other: [] }[cpu.vendor];
  const row = rules.find((rule) => fits(rule, cpu))?.row ?? null;
  return row !== null && isInventedName(cpu.brand) ? (serverOf[row] ?? row) : row;
}

function fits(rule: Rule, { family, model, stepping }: CpuModel): boolean {
  if (family !== rule.family || model === null) return false;
  if (!rule.models.some(([from, to]) => model >= from && model <= to)) return false;
  if (!rule.steppings) return true;
  return stepping !== null && stepping >= rule.steppings[0] && stepping <= rule.steppings[1];
}
