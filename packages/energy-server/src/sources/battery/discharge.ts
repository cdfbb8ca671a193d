// What the batteries give at this moment: the whole computer's power, but only while nothing else feeds it.

import type { Watts } from '@jupyter-energy/contract';
import { type FileTree, HostError } from '../../host/host.ts';
import { suppliesIn } from './supplies.ts';

/** No battery gives more. */
const CEILING_WATTS = 1_000;

/** Watts of all batteries that discharge; null while the machine is fed from outside or none discharges. Rejects with HostError. */
export async function dischargeOf(tree: FileTree): Promise<Watts | null> {
  const { batteries, outside } = suppliesIn(tree);
  if (batteries.length === 0) throw new HostError('ENODEV', 'the batteries');
  const online = await Promise.all(outside.map((folder) => wordOrNull(tree, `${folder}/online`)));
  if (online.includes('1')) return null;
  const states = await Promise.all(batteries.map((folder) => word(tree, `${folder}/status`)));
  const giving = batteries.filter((_, index) => states[index] === 'Discharging');
  if (giving.length === 0 || states.includes('Charging')) return null;
  const watts = await Promise.all(giving.map((folder) => wattsOf(tree, folder)));
  return watts.reduce((sum, one) => sum + one, 0);
}

/** `power_now` in µW, else `current_now` in µA times `voltage_now` in µV. Its sign is one thing in one driver and another in the next. */
async function wattsOf(tree: FileTree, folder: string): Promise<Watts> {
  const power = await numberOrNull(tree, `${folder}/power_now`);
  const watts = power === null ? await product(tree, folder) : Math.abs(power) / 1e6;
  // A machine that runs draws something: 0 is a driver that does not know yet.
  if (watts === 0 || watts > CEILING_WATTS) throw new HostError('ERANGE', `${folder} gives ${watts} W`);
  return watts;
}

async function product(tree: FileTree, folder: string): Promise<Watts> {
  const files = ['current_now', 'voltage_now'] as const;
  const [current, voltage] = await Promise.all(files.map((file) => numberOrNull(tree, `${folder}/${file}`)));
  if (typeof current !== 'number' || typeof voltage !== 'number') throw new HostError('ENODATA', folder);
  return Math.abs((current * voltage) / 1e12);
}

async function word(tree: FileTree, path: string): Promise<string> {
  return (await tree.readAside(path)).trim();
}

async function wordOrNull(tree: FileTree, path: string): Promise<string | null> {
  try {
    return await word(tree, path);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}

async function numberOrNull(tree: FileTree, path: string): Promise<number | null> {
  const text = await wordOrNull(tree, path);
  return text !== null && /^-?\d{1,18}$/.test(text) ? Number(text) : null;
}
