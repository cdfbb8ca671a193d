// The driver of Microchip MCP39F511N wall meters: finds boards, says what is in the way, opens those that answer like one.

import type { Remedy } from '@jupyter-energy/contract';
import { type Host, HostError } from '../../host/host.ts';
import { type EnergySource, type Finding, type SourceDriver, SourceError } from '../source.ts';
import { type Candidate, candidates } from './discover.ts';
import { NotTheMeter } from './identify.ts';
import { WallMeterOptions } from './options.ts';
import { remedyFor } from './serial-rights.ts';
import { openWallMeter } from './wall-meter-source.ts';

/** What turned out to be behind a bridge, per plugging in. */
type Acquaintances = Map<string, 'meter' | 'stranger'>;

/** Disturbs no stranger twice, and gives up no meter that only fell silent. */
export function createWallMeterDriver(): SourceDriver<WallMeterOptions> {
  const known: Acquaintances = new Map();
  return {
    kind: 'wall-meter',
    fallback: false,
    options: WallMeterOptions,
    discover(options, host) {
      if (!options.enabled) return [];
      const found = candidates(options, host);
      const present = new Set(found.map(({ usb }) => usb?.plugging));
      for (const plugging of known.keys()) if (!present.has(plugging)) known.delete(plugging);
      return found
        .filter(({ named, usb }) => named || usb === null || known.get(usb.plugging) !== 'stranger')
        .map((candidate) => findingOf(candidate, host, known));
    },
  };
}

export const wallMeterDriver: SourceDriver<WallMeterOptions> = createWallMeterDriver();

function findingOf(candidate: Candidate, host: Host, known: Acquaintances): Finding {
  const { id, device, trouble } = candidate;
  const title = `Wall meter MCP39F511N at ${device}`;
  if (trouble !== null) return { id, title, status: 'blocked', ...adviceFor(trouble, candidate, host) };
  return { id, title, status: 'ready', open: () => openCandidate(candidate, host, known) };
}

async function openCandidate(candidate: Candidate, host: Host, known: Acquaintances): Promise<EnergySource> {
  const plugging = candidate.usb?.plugging;
  try {
    const source = await openWallMeter(host, candidate);
    if (plugging !== undefined) known.set(plugging, 'meter');
    return source;
  } catch (error) {
    if (error instanceof NotTheMeter) {
      if (plugging !== undefined && known.get(plugging) === 'meter') throw fellSilent(candidate, error);
      if (plugging !== undefined) known.set(plugging, 'stranger');
      throw leftAlone(candidate, error);
    }
    if (!(error instanceof HostError)) throw error;
    const { reason, remedy } = adviceFor(error, candidate, host);
    // A busy line may be free in a moment: we may be leaving it ourselves.
    throw new SourceError(reason, error.code === 'EBUSY' ? 'reopen' : 'give-up', remedy, { cause: error });
  }
}

function fellSilent({ device }: Candidate, cause: NotTheMeter): SourceError {
  const remedy = { text: 'Look after its plug and its cable; it is asked again by itself.', command: null };
  return new SourceError(`The meter at ${device} ${cause.message}.`, 'reopen', remedy, { cause });
}

function leftAlone({ device, named }: Candidate, cause: NotTheMeter): SourceError {
  const text = named
    ? 'Correct path in the section wall-meter of the config file, or look after the meter’s mains; it is asked again every 30 s.'
    : 'If it is a meter, look after its mains, then unplug its USB cable and plug it in again.';
  const message = `The device at ${device} ${cause.message}; it is left alone.`;
  return new SourceError(message, 'give-up', { text, command: null }, { cause });
}

/** Why a device cannot be opened, and the way out. */
function adviceFor(
  error: HostError,
  { device, named }: Candidate,
  host: Host,
): { reason: string; remedy: Remedy } {
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return {
        reason: `This user may not open the serial line ${device}.`,
        remedy: remedyFor(device, host),
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
