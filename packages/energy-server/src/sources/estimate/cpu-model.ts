// What /proc/cpuinfo says of the processor: who made it, which design it is, how many there are.

import type { HostShape } from './power-table.ts';

export interface CpuModel {
  readonly vendor: 'intel' | 'amd' | 'arm' | 'other';
  /** The x86 numbers; null where the file does not give them. */
  readonly family: number | null;
  readonly model: number | null;
  readonly stepping: number | null;
  /** The ARM numbers: who designed the core, and which one it is. */
  readonly implementer: number | null;
  readonly part: number | null;
  /** "Intel(R) Xeon(R) Platinum 8380 CPU @ 2.30GHz"; empty where it is masked. */
  readonly brand: string;
  /** "Raspberry Pi 5 Model B Rev 1.0": small ARM boards name themselves here. */
  readonly board: string;
  /** The x86 flag that every hypervisor sets in its guests. */
  readonly hypervisor: boolean;
  /** Hardware threads that the file lists. */
  readonly threads: number;
  /** Sockets and cores; null where the file does not tell them, as on ARM. */
  readonly shape: HostShape | null;
}

/** Reads what is there; whatever is missing or garbage stays unknown. Never throws. */
export function parseCpuInfo(text: string): CpuModel {
  const blocks = text.split(/\n\s*\n/).map(fieldsOf);
  const processors = blocks.filter((fields) => /^\d+$/.test(fields.get('processor') ?? ''));
  // On ARM the board's name stands in a block of its own, behind the processors.
  const first = processors[0] ?? new Map<string, string>();
  const board = blocks.find((fields) => !fields.has('processor') && fields.has('Model'))?.get('Model') ?? '';
  const implementer = integer(first.get('CPU implementer'));
  return {
    vendor: vendorOf(first.get('vendor_id'), implementer),
    family: integer(first.get('cpu family')),
    model: integer(first.get('model')),
    stepping: integer(first.get('stepping')),
    implementer,
    part: integer(first.get('CPU part')),
    brand: first.get('model name') ?? '',
    board,
    hypervisor: (first.get('flags') ?? '').split(' ').includes('hypervisor'),
    threads: processors.length,
    shape: shapeOf(processors),
  };
}

function fieldsOf(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
  }
  return fields;
}

/** Decimal on x86, hexadecimal with 0x on ARM. */
function integer(text: string | undefined): number | null {
  return text !== undefined && /^(\d{1,9}|0x[\da-f]{1,8})$/i.test(text) ? Number(text) : null;
}

function vendorOf(id: string | undefined, implementer: number | null): CpuModel['vendor'] {
  if (id === 'GenuineIntel') return 'intel';
  // Hygon builds AMD's first EPYC design.
  if (id === 'AuthenticAMD' || id === 'HygonGenuine') return 'amd';
  return implementer === null ? 'other' : 'arm';
}

function shapeOf(processors: readonly ReadonlyMap<string, string>[]): HostShape | null {
  const sockets = new Set<string>();
  const cores = new Set<string>();
  for (const fields of processors) {
    const socket = integer(fields.get('physical id'));
    const core = integer(fields.get('core id'));
    if (socket === null || core === null) return null;
    sockets.add(`${socket}`);
    cores.add(`${socket}/${core}`);
  }
  if (cores.size === 0) return null;
  return {
    sockets: sockets.size,
    coresPerSocket: cores.size / sockets.size,
    threadsPerCore: processors.length / cores.size,
  };
}
