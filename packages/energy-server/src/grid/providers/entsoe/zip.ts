// The files in a ZIP archive (PKWARE APPNOTE 6.3), as much of it as answers use: stored or deflated, unencrypted, below 4 GiB.

import { ProviderFault } from '../provider-fault.ts';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
/** A comment after the end has at most so many bytes. */
const MOST_COMMENT = 0xffff;
const MOST_FILES = 100;
/** Of all files together, unpacked. */
const MOST_BYTES = 32 * 1024 * 1024;

export function isZip(body: Uint8Array): boolean {
  return body[0] === 0x50 && body[1] === 0x4b;
}

/** The texts of all files. Throws ProviderFault for an archive that is broken, encrypted, or swells beyond all measure. */
export function unzip(body: Uint8Array): readonly string[] {
  try {
    const archive = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    let left = MOST_BYTES;
    return entriesOf(archive).map((entry) => {
      const file = unpacked(archive, entry, left);
      left -= file.length;
      return new TextDecoder().decode(file);
    });
  } catch (error) {
    if (error instanceof ProviderFault) throw error;
    throw new ProviderFault('garbage', 'it answers with an archive that cannot be unpacked');
  }
}

interface Entry {
  readonly method: number;
  readonly checksum: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly at: number;
}

function entriesOf(archive: Buffer): readonly Entry[] {
  const end = endOf(archive);
  const count = archive.readUInt16LE(end + 10);
  if (count === 0 || count > MOST_FILES) throw new Error(`${count} files`);
  const entries: Entry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== CENTRAL) throw new Error('no entry');
    if ((archive.readUInt16LE(at + 8) & 1) !== 0) throw new Error('encrypted');
    const isFolder = archive.readUInt32LE(at + 24) === 0 && archive.readUInt32LE(at + 20) === 0;
    if (!isFolder) {
      entries.push({
        method: archive.readUInt16LE(at + 10),
        checksum: archive.readUInt32LE(at + 16),
        packedBytes: archive.readUInt32LE(at + 20),
        bytes: archive.readUInt32LE(at + 24),
        at: archive.readUInt32LE(at + 42),
      });
    }
    at += 46 + archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

/** The end record stands last, before a comment that may hold anything. */
function endOf(archive: Buffer): number {
  const first = Math.max(0, archive.length - END_BYTES - MOST_COMMENT);
  for (let at = archive.length - END_BYTES; at >= first; at -= 1)
    if (archive.readUInt32LE(at) === END) return at;
  throw new Error('no end');
}

function unpacked(archive: Buffer, entry: Entry, mostBytes: number): Buffer {
  if (archive.readUInt32LE(entry.at) !== LOCAL) throw new Error('no file');
  const start = entry.at + 30 + archive.readUInt16LE(entry.at + 26) + archive.readUInt16LE(entry.at + 28);
  const packed = archive.subarray(start, start + entry.packedBytes);
  if (packed.length !== entry.packedBytes || entry.bytes > mostBytes) throw new Error('sizes');
  // Loaded when it is first needed.
  const { crc32, inflateRawSync } = process.getBuiltinModule('node:zlib');
  // What it swells to is bounded by what its header says, which was bounded above.
  const file =
    entry.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.bytes) });
  if ((entry.method !== 0 && entry.method !== 8) || file.length !== entry.bytes) throw new Error('method');
  if (crc32(file) !== entry.checksum) throw new Error('checksum');
  return file;
}
