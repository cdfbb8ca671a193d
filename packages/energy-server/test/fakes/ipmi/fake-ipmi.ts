// Builds the library that stands in for the C library's ioctl, once, and writes what a DCMI controller answers.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtLibrary } from '../built-library.ts';

const SOURCE = fileURLToPath(new URL('./fake-ipmi.c', import.meta.url));

/** Why the library cannot be built here; null where it can. */
export const cannotBuild: string | null = trouble();

function trouble(): string | null {
  if (!existsSync('/usr/include/linux/ipmi.h')) return 'the headers of the Linux kernel are missing';
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'there is no C compiler (cc)';
  }
}

/** The name of a group of tests that need the library, with the reason where they are skipped. */
export function namedWithReason(name: string): string {
  return cannotBuild === null ? name : `${name} (skipped: ${cannotBuild})`;
}

/** The compiled library. */
export function buildFakeIpmi(): string {
  return builtLibrary(SOURCE, ['-Wall', '-Werror', '-O1']);
}

/**
 * An answer to "Get Power Reading" (DCMI 1.5, table 6-16): completion code, group, power now, least, most and mean of the last
 * minute, when, and whether it measures; numbers of 16 and 32 bits with their low byte first.
 */
export function powerReading(watts: number, { measuring = true } = {}): string {
  const bytes = Buffer.alloc(19);
  bytes.writeUInt8(0x00, 0);
  bytes.writeUInt8(0xdc, 1);
  for (const [at, value] of [watts, 90, 410, 200].entries()) bytes.writeUInt16LE(value, 2 + 2 * at);
  bytes.writeUInt32LE(1_763_899_200, 10);
  bytes.writeUInt32LE(60_000, 14);
  bytes.writeUInt8(measuring ? 0x40 : 0x00, 18);
  return `reply ${bytes.toString('hex').replaceAll(/../g, '$& ')}`;
}
