// A ZIP archive made by hand, sound or broken in a chosen way.

import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  readonly name: string;
  readonly text: string;
  readonly stored?: boolean;
  /** What the archive claims, where that is not the truth. */
  readonly claims?: { readonly bytes?: number; readonly checksum?: number; readonly flags?: number };
}

export function zipArchive(files: readonly ZipFile[], comment = ''): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const file of files) {
    const data = Buffer.from(file.text);
    const packed = file.stored ? data : deflateRawSync(data);
    const header = fields(file, data, packed);
    const local = Buffer.concat([u32(0x04034b50), u16(20), header, u16(0), Buffer.from(file.name), packed]);
    centrals.push(
      Buffer.concat([
        u32(0x02014b50),
        u16(20),
        u16(20),
        header,
        Buffer.alloc(12),
        u32(at),
        Buffer.from(file.name),
      ]),
    );
    locals.push(local);
    at += local.length;
  }
  const central = Buffer.concat(centrals);
  const end = [
    u32(0x06054b50),
    u16(0),
    u16(0),
    u16(files.length),
    u16(files.length),
    u32(central.length),
    u32(at),
  ];
  return Buffer.concat([...locals, central, ...end, u16(comment.length), Buffer.from(comment)]);
}

/** From the flags to the length of the name, which both headers share. */
function fields({ name, stored, claims }: ZipFile, data: Buffer, packed: Buffer): Buffer {
  return Buffer.concat([
    u16(claims?.flags ?? 0),
    u16(stored ? 0 : 8),
    u32(0),
    u32(claims?.checksum ?? crc32(data)),
    u32(packed.length),
    u32(claims?.bytes ?? data.length),
    u16(Buffer.byteLength(name)),
  ]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
