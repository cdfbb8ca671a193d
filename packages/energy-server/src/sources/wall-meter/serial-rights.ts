// How a user gets the right to open a serial line: by the group that owns it, where it has one of its own.

import type { Remedy } from '@jupyter-energy/contract';
import { type Host, HostError } from '../../host/host.ts';
import { shellWord } from '../shell-word.ts';

const ANEW =
  'An energy server that runs already has the rights that it began with: end it, or start "jupyter energy serve --replace".';

export function remedyFor(device: string, host: Host): Remedy {
  const group = groupOf(device, host);
  if (group !== null)
    return {
      text: `Join the group that owns it and log in again; a systemd service gets it by SupplementaryGroups=${group}. ${ANEW}`,
      command: `sudo usermod -aG ${group} $USER`,
    };
  return {
    text: 'Let the user of the energy server, and nobody else, open it, until it is plugged in again (a udev rule makes it last).',
    command: `sudo chown ${host.program.uid} ${shellWord(pathOf(device, host))}`,
  };
}

/** By name; null for root's, whose members may do anything, and for one that has no name here. */
function groupOf(device: string, { serialPorts, etc }: Host): string | null {
  try {
    const gid = serialPorts.groupOf(device);
    const [, name] = new RegExp(`^([^:\\n]+):[^:\\n]*:${gid}:`, 'm').exec(etc.readText('group')) ?? [];
    return gid === 0 ? null : (name ?? null);
  } catch (error) {
    // Slim containers have no list of groups.
    if (error instanceof HostError) return null;
    throw error;
  }
}

function pathOf(device: string, { serialPorts }: Host): string {
  try {
    return serialPorts.locate(device);
  } catch (error) {
    if (error instanceof HostError) return device;
    throw error;
  }
}
