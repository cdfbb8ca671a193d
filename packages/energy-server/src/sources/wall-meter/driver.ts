// The driver of Microchip MCP39F511N wall meters: finds boards, says what is in the way, opens those that answer like one.

import type { Remedy } from '@jupyter-energy/contract';
import { type Host, HostError } from '../../host/host.ts';
import { type EnergySource, type Finding, type SourceDriver, SourceError } from '../source.ts';
import { type Candidate, candidates } from './discover.ts';
import { NotTheMeter } from './identify.ts';
import { WallMeterOptions } from './options.ts';
import { openWallMeter } from './wall-meter-source.ts';

/** Remembers, per plugging in, which bridges turned out to be something else, so as not to disturb them again. */
export function createWallMeterDriver(): SourceDriver<WallMeterOptions> {
  const strangers = new Set<string>();
  return {
    kind: 'wall-meter',
    fallback: false,
    options: WallMeterOptions,
    discover(options, host) {
      if (!options.enabled) return [];
      const found = candidates(options, host);
      const present = new Set(found.map(({ usb }) => usb?.plugging));
      for (const plugging of strangers) if (!present.has(plugging)) strangers.delete(plugging);
      return found
        .filter(({ named, usb }) => named || usb === null || !strangers.has(usb.plugging))
        .map((candidate) => findingOf(candidate, host, strangers));
    },
  };
}

export const wallMeterDriver: SourceDriver<WallMeterOptions> = createWallMeterDriver();

function findingOf(candidate: Candidate, host: Host, strangers: Set<string>): Finding {
  const { id, device, trouble } = candidate;
  const title = `Wall meter MCP39F511N at ${device}`;
  if (trouble !== null) return { id, title, status: 'blocked', ...adviceFor(trouble, candidate) };
  return { id, title, status: 'ready', open: () => openCandidate(candidate, host, strangers) };
}

async function openCandidate(
  candidate: Candidate,
  host: Host,
  strangers: Set<string>,
): Promise<EnergySource> {
  try {
    return await openWallMeter(host, candidate);
  } catch (error) {
    if (error instanceof NotTheMeter) {
      if (candidate.usb !== null) strangers.add(candidate.usb.plugging);
      const message = `The device at ${candidate.device} ${error.message}; it is left alone.`;
      throw new SourceError(message, 'give-up', null, { cause: error });
    }
    if (!(error instanceof HostError)) throw error;
    const { reason, remedy } = adviceFor(error, candidate);
    // A busy line may be free in a moment: we may be leaving it ourselves.
    throw new SourceError(reason, error.code === 'EBUSY' ? 'reopen' : 'give-up', remedy, { cause: error });
  }
}

/** Why a device cannot be opened, and the way out. */
function adviceFor(error: HostError, { device, named }: Candidate): { reason: string; remedy: Remedy } {
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return {
        reason: `This user may not open the serial line ${device}.`,
        remedy: {
          text: 'Join the group that owns serial lines (dialout on Debian and Ubuntu, uucp on Arch) and log in again; a systemd service gets it by SupplementaryGroups=dialout.',
          command: 'sudo usermod -aG dialout $USER',
        },
      };
    case 'EBUSY':
      return {
        reason: `Another program uses the serial line ${device}.`,
        remedy: {
          text: 'Find it and end it; ModemManager is a usual one.',
          command: `fuser -v ${error.subject}`,
        },
      };
    case 'ENOENT':
      return {
        reason: named ? `There is no ${device}.` : `The board is plugged in, but there is no ${device} here.`,
        remedy: {
          text: named
            ? 'Plug the meter in, or correct path in the section wall-meter of the config file.'
            : 'A container must be given the device, with --device.',
          command: null,
        },
      };
    default:
      return {
        reason: `The serial line ${device} cannot be used: ${error.message}.`,
        remedy: { text: 'Unplug the meter and plug it in again, or set another path.', command: null },
      };
  }
}
