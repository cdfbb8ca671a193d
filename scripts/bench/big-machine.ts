// Runs a big machine in a process of its own, with Node as the bridge starts it for the energy server.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BigMachineCost, Hanging } from '../../packages/energy-server/bench/big-machine.ts';

/** Throws when it fails, with what it said. */
export async function bigMachineAlone(options: {
  readonly hanging: Hanging | null;
  readonly gpus: boolean;
}): Promise<BigMachineCost> {
  const { flags, nodeOptions } = bridgesNode();
  const program = pathOf('../../packages/energy-server/bench/big-machine-alone.ts');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...flags, program, JSON.stringify(options)],
    { env: { ...process.env, NODE_OPTIONS: nodeOptions } },
  );
  return JSON.parse(stdout) as BigMachineCost;
}

/** What the bridge tells Node, by its own source, so that both are always the same. */
export function bridgesNode(): { readonly flags: readonly string[]; readonly nodeOptions: string } {
  const text = readFileSync(pathOf('../../packages/server-extension/jupyter_energy/launch.py'), 'utf8');
  const flags = /^_NODE_FLAGS = \((.*)\)$/m.exec(text)?.[1];
  const nodeOptions = /^_NODE_OPTIONS = "(.*)"$/m.exec(text)?.[1];
  if (flags === undefined || nodeOptions === undefined)
    throw new Error('launch.py does not say what Node is told');
  return { flags: [...flags.matchAll(/"(.*?)"/g)].map(([, flag = '']) => flag), nodeOptions };
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
