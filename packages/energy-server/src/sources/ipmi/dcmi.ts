// DCMI's "Get Power Reading": what is asked, and what the bytes of the answer say (DCMI 1.5, section 6.6.1).

import type { Watts } from '@jupyter-energy/contract';
import type { IpmiMessage } from '../../host/host.ts';

const GROUP_DCMI = 0xdc;
const SYSTEM_POWER_STATISTICS = 0x01;

export const GET_POWER_READING: IpmiMessage = {
  netFn: 0x2c,
  command: 0x02,
  data: Uint8Array.of(GROUP_DCMI, SYSTEM_POWER_STATISTICS, 0, 0),
};

/** Completion code, group, four powers, time, period, state. */
const ANSWER_BYTES = 19;
const MEASURING = 0x40;

/** `foreign`: this controller knows no such command. `silent`: it measures nothing now. `odd`: an answer that is none. */
export type PowerAnswer =
  | { readonly kind: 'power'; readonly watts: Watts }
  | { readonly kind: 'foreign' | 'silent' | 'forbidden' | 'odd'; readonly code: number };

/** Never throws, whatever the bytes are. */
export function parsePowerReading(bytes: Uint8Array): PowerAnswer {
  const code = bytes[0] ?? 0xff;
  if (code !== 0) return { kind: kindOf(code), code };
  if (bytes.length < ANSWER_BYTES || bytes[1] !== GROUP_DCMI) return { kind: 'odd', code };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const watts = view.getUint16(2, true);
  const measuring = (view.getUint8(18) & MEASURING) !== 0;
  // A computer that asks draws something; all bits set is "unknown".
  if (!measuring || watts === 0 || watts === 0xffff) return { kind: 'silent', code };
  return { kind: 'power', watts };
}

/** Completion codes of IPMI 2.0, table 5-2. */
function kindOf(code: number): 'foreign' | 'forbidden' | 'odd' {
  switch (code) {
    case 0xc1: // Invalid command.
    case 0xc2: // Invalid for this unit.
    case 0xcc: // Invalid data field: a group that it does not know.
      return 'foreign';
    case 0xd4: // Insufficient privilege.
      return 'forbidden';
    default:
      return 'odd';
  }
}
