// Boards and graphics cards that tell their power through the kernel's hwmon: one source per device.

import { type Host, HostError } from '../../host/host.ts';
import { runWith, takesOver } from '../run-with.ts';
import type { Finding, SourceDriver } from '../source.ts';
import { amdGpu } from './amd-gpu.ts';
import { type Chip, chipsIn } from './chip.ts';
import { grace, isGraceRail } from './grace.ts';
import { HwmonSource } from './hwmon-source.ts';
import { intelGpu } from './intel-gpu.ts';
import { HwmonOptions } from './options.ts';
import { powerMeter } from './power-meter.ts';
import { railMonitor } from './rails.ts';
import type { Device } from './sensor.ts';

export const hwmonDriver: SourceDriver<HwmonOptions> = {
  kind: 'hwmon',
  fallback: false,
  options: HwmonOptions,
  discover(options, host) {
    if (!options.enabled) return [];
    return devicesIn(host, options).map((device) => findingOf(device, host));
  },
};

function devicesIn(host: Host, options: HwmonOptions): readonly Device[] {
  // Their order in hwmon is another one after the next start, and order decides between equals.
  const chips = chipsIn(host.sysfs).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const single = chips.filter((chip) => !isGraceRail(chip));
  const found = [grace(chips.filter(isGraceRail)), ...single.map((chip) => deviceOf(chip, options))];
  return found.filter((device) => device !== null);
}

function deviceOf(chip: Chip, options: HwmonOptions): Device | null {
  return amdGpu(chip) ?? intelGpu(chip) ?? powerMeter(chip) ?? railMonitor(chip, options);
}

function findingOf(device: Device, host: Host): Finding {
  const { id, title, probe } = device;
  if (!mayRead(host, probe)) return { id, title, status: 'blocked', ...adviceFor(title, host) };
  return { id, title, status: 'ready', open: () => new HwmonSource(host, device) };
}

/** Opens the file without reading it, which might wake the device. Any other trouble shows when it is read. */
function mayRead({ sysfs }: Host, path: string): boolean {
  try {
    sysfs.open(path)[Symbol.dispose]();
    return true;
  } catch (error) {
    if (error instanceof HostError) return error.code !== 'EACCES' && error.code !== 'EPERM';
    throw error;
  }
}

function adviceFor(title: string, host: Host) {
  return {
    reason: `${title} may be read by root only.`,
    remedy: {
      text: `Start the energy server with the right to read such files (CAP_DAC_READ_SEARCH) and no other. ${takesOver(host.program)}`,
      command: runWith('dac_read_search', host),
    },
  };
}
