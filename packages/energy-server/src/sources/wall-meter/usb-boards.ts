// The boards that are plugged in, found by their USB identity through sysfs, without opening anything.

import { type FileTree, HostError } from '../../host/host.ts';

/** Microchip's MCP2221, the USB bridge of the ADM00706 evaluation board, and of other boards too. */
const VENDOR = '04d8';
const PRODUCT = '00dd';

const DEVICES = 'bus/usb/devices';

export interface UsbBoard {
  /** Below `/dev`: `ttyACM0`. */
  readonly tty: string;
  /** Null where the bridge was not given one. */
  readonly serial: string | null;
  /** Which socket of the computer it is plugged into: `1-1.2`. */
  readonly port: string;
  /** Another one each time that it is plugged in. */
  readonly plugging: string;
}

/** Throws HostError where sysfs may not be listed. */
export function usbBoards(sysfs: FileTree): readonly UsbBoard[] {
  const ports = sysfs.list(DEVICES).filter((name) => !name.includes(':'));
  return ports.flatMap((port) => boardsAt(sysfs, port));
}

function boardsAt(sysfs: FileTree, port: string): readonly UsbBoard[] {
  const attribute = (name: string): string | null => attributeOf(sysfs, `${DEVICES}/${port}/${name}`);
  if (attribute('idVendor') !== VENDOR || attribute('idProduct') !== PRODUCT) return [];
  const serial = attribute('serial') || null;
  const plugging = `${port} ${attribute('busnum') ?? ''}:${attribute('devnum') ?? ''}`;
  const interfaces = sysfs.list(`${DEVICES}/${port}`).filter((name) => name.startsWith(`${port}:`));
  const ttys = interfaces.flatMap((name) => sysfs.list(`${DEVICES}/${port}/${name}/tty`));
  return ttys.map((tty) => ({ tty, serial, port, plugging }));
}

/** Null where it is missing, or vanishes while it is read. */
function attributeOf(sysfs: FileTree, path: string): string | null {
  try {
    return sysfs.readText(path).trim();
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}
