// Registers of processors, through the kernel's msr driver: one is read at a time, none is ever written.

import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { HostError, type ModelRegisters } from './host.ts';

const REGISTER_BYTES = 8;

/** Devices below `dev`: `cpu/N/msr`, of which the offset is the number of a register (msr(4)). */
export function createModelRegisters(dev: string): ModelRegisters {
  return {
    read(cpu, register) {
      const path = join(dev, `cpu/${cpu}/msr`);
      const bytes = Buffer.alloc(REGISTER_BYTES);
      if (readAt(path, bytes, register) !== REGISTER_BYTES) throw new HostError('ENODATA', path);
      return bytes.readBigUInt64LE();
    },
  };
}

function readAt(path: string, bytes: Buffer, offset: number): number {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return readSync(fd, bytes, 0, bytes.length, offset);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw new HostError((error as NodeJS.ErrnoException).code ?? 'EIO', path, { cause: error });
  }
}
