// Which boards there are: those that people configured by path, and those that USB shows.

import { type Host, HostError } from '../../host/host.ts';
import { ANY_BOARD, type BoardOptions, type OutletOptions, type WallMeterOptions } from './options.ts';
import { type UsbBoard, usbBoards } from './usb-boards.ts';
import type { Board } from './wall-meter-source.ts';

/** A board, with what forbids to open it. */
export interface Candidate extends Board {
  readonly usb: UsbBoard | null;
  /** Whether people named its device, so that its absence or strangeness is worth telling. */
  readonly named: boolean;
  readonly trouble: HostError | null;
}

const SUPPOSED_NOTE =
  'Nobody said what the outlets feed: outlet 1 is supposed to feed this computer, outlet 2 something else. Set outlets in the section wall-meter of the config file.';
const SEVERAL_NOTE =
  'More than one board is said to feed this computer: one of them counts, the other is shown beside it. Set outlets in the section wall-meter of the config file, and supply where each feeds a power supply of its own.';

/** Throws HostError where sysfs may not be listed. */
export function candidates(options: WallMeterOptions, host: Host): readonly Candidate[] {
  const plugged = usbBoards(host.sysfs);
  const configured = options.boards.filter(({ path }) => path !== null);
  const named = configured.map((board) => namedCandidate(board, host, plugged));
  const taken = new Set(named.map(({ usb }) => usb));
  const found = plugged
    .filter((usb) => !taken.has(usb))
    .map((usb) => usbCandidate(usb, optionsFor(usb, options), host, plugged));
  return withWarning([...named, ...found]);
}

function namedCandidate(options: BoardOptions, host: Host, plugged: readonly UsbBoard[]): Candidate {
  const device = options.path ?? '';
  const path = truePath(host, device);
  const usb = plugged.find(({ tty }) => path !== null && truePath(host, tty) === path) ?? null;
  const name = usb === null ? (options.serial ?? device) : nameOf(usb, plugged);
  return {
    id: `wall-meter:${name}`,
    device,
    options,
    notes: notesOf(options),
    usb,
    named: true,
    trouble: troubleWith(host, device),
  };
}

function usbCandidate(
  usb: UsbBoard,
  options: BoardOptions,
  host: Host,
  plugged: readonly UsbBoard[],
): Candidate {
  const id = `wall-meter:${nameOf(usb, plugged)}`;
  return {
    id,
    device: usb.tty,
    options,
    notes: notesOf(options),
    usb,
    named: false,
    trouble: troubleWith(host, usb.tty),
  };
}

/** Null where there is no such device. */
function truePath(host: Host, device: string): string | null {
  try {
    return host.serialPorts.locate(device);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}

function troubleWith(host: Host, device: string): HostError | null {
  try {
    host.serialPorts.check(device);
    return null;
  } catch (error) {
    if (error instanceof HostError) return error;
    throw error;
  }
}

/** Stable across restarts and sockets where the board has a serial number of its own; else bound to the socket it is in. */
function nameOf(usb: UsbBoard, plugged: readonly UsbBoard[]): string {
  const alike = plugged.filter(({ serial }) => serial === usb.serial);
  if (usb.serial === null) return `usb-${usb.port}`;
  return alike.length === 1 ? usb.serial : `${usb.serial}@usb-${usb.port}`;
}

function optionsFor(usb: UsbBoard, { boards }: WallMeterOptions): BoardOptions {
  const bySerial = boards.find(
    ({ path, serial }) => path === null && serial !== null && serial === usb.serial,
  );
  return bySerial ?? boards.find(({ path, serial }) => path === null && serial === null) ?? ANY_BOARD;
}

function notesOf({ outlets }: BoardOptions): readonly string[] {
  return outlets === null ? [SUPPOSED_NOTE] : [];
}

function withWarning(found: readonly Candidate[]): readonly Candidate[] {
  const claiming = found.filter((board) => board.trouble === null && claimsTheComputer(board.options));
  if (claiming.length < 2) return found;
  return found.map((board) =>
    claiming.includes(board) ? { ...board, notes: [...board.notes, SEVERAL_NOTE] } : board,
  );
}

function claimsTheComputer({ outlets }: BoardOptions): boolean {
  if (outlets === null) return true;
  const claims = ({ feeds, supply }: OutletOptions) => feeds === 'this computer' && supply === null;
  return claims(outlets[1]) || claims(outlets[2]);
}
