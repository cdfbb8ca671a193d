// The two ioctl calls of Linux's IPMI device: a command goes in, its answer is fetched when it is there.

import { endianness } from 'node:os';
import type { Koffi } from './ffi.ts';
import { HostError, type IpmiMessage } from './host.ts';
import { errnoName } from './libc.ts';

/** Each throws HostError with the errno. */
export interface IpmiCalls {
  send(fd: number, messageId: number, message: IpmiMessage): void;
  /** The next answer, completion code first, and to which message it is one; null where none is there yet. */
  receive(fd: number): { readonly messageId: number; readonly data: Uint8Array } | null;
}

// Numbers and layouts of linux/ipmi.h where pointers and longs have 64 bits.
const SEND_COMMAND = 0x8028690d;
const RECEIVE_MSG_TRUNC = 0xc030690b;
const SYSTEM_INTERFACE = 0x0c;
const BMC_CHANNEL = 0x0f;

/** The structure first, then the address and the data that it points to. */
const ADDRESS_AT = 64;
const ADDRESS_BYTES = 40;
const DATA_AT = 128;
const DATA_BYTES = 256;
const ARENA_BYTES = DATA_AT + DATA_BYTES;

/** `library` is the C library, or one that stands in for it. Throws HostError ENOSYS on a machine whose numbers are not known. */
export function bindIpmiCalls(koffi: Koffi, library: ReturnType<Koffi['load']>): IpmiCalls {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch) || endianness() !== 'LE') {
    throw new HostError('ENOSYS', `IPMI on ${process.platform} ${process.arch}`);
  }
  const ioctl = library.func('ioctl', 'int', ['int', 'ulong', 'void *']);
  /** The errno name; null when it went well. */
  const call = (fd: number, request: number, arena: Buffer): string | null =>
    Number(ioctl(fd, request, arena)) < 0 ? errnoName(koffi.errno()) : null;
  return {
    send(fd, messageId, message) {
      const arena = Buffer.alloc(ARENA_BYTES);
      encodeRequest(arena, koffi.address(arena), messageId, message);
      const failure = call(fd, SEND_COMMAND, arena);
      if (failure !== null) throw new HostError(failure, 'IPMICTL_SEND_COMMAND');
    },
    receive(fd) {
      const arena = Buffer.alloc(ARENA_BYTES);
      prepareAnswer(arena, koffi.address(arena));
      const failure = call(fd, RECEIVE_MSG_TRUNC, arena);
      if (failure === 'EAGAIN' || failure === 'EWOULDBLOCK') return null;
      // EMSGSIZE: longer than the buffer, which then holds its beginning.
      if (failure !== null && failure !== 'EMSGSIZE')
        throw new HostError(failure, 'IPMICTL_RECEIVE_MSG_TRUNC');
      const length = Math.min(arena.readUInt16LE(34), DATA_BYTES);
      return {
        messageId: Number(arena.readBigInt64LE(24)),
        data: arena.subarray(DATA_AT, DATA_AT + length),
      };
    },
  };
}

/** `struct ipmi_req` with its `struct ipmi_system_interface_addr`: to this machine's own controller, unit 0. */
function encodeRequest(arena: Buffer, base: bigint, messageId: number, message: IpmiMessage): void {
  if (message.data.length > DATA_BYTES) throw new HostError('EMSGSIZE', 'IPMICTL_SEND_COMMAND');
  arena.writeBigUInt64LE(base + BigInt(ADDRESS_AT), 0);
  arena.writeUInt32LE(8, 8);
  arena.writeBigInt64LE(BigInt(messageId), 16);
  arena.writeUInt8(message.netFn, 24);
  arena.writeUInt8(message.command, 25);
  arena.writeUInt16LE(message.data.length, 26);
  arena.writeBigUInt64LE(base + BigInt(DATA_AT), 32);
  arena.writeInt32LE(SYSTEM_INTERFACE, ADDRESS_AT);
  arena.writeInt16LE(BMC_CHANNEL, ADDRESS_AT + 4);
  arena.set(message.data, DATA_AT);
}

/** `struct ipmi_recv`, with room for the address and the data. */
function prepareAnswer(arena: Buffer, base: bigint): void {
  arena.writeBigUInt64LE(base + BigInt(ADDRESS_AT), 8);
  arena.writeUInt32LE(ADDRESS_BYTES, 16);
  arena.writeUInt16LE(DATA_BYTES, 34);
  arena.writeBigUInt64LE(base + BigInt(DATA_AT), 40);
}
