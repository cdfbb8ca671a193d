// How close together readings may lie. Fine-grained energy readings leak secrets of other programs (PLATYPUS, CVE-2020-8694).

import type { Identity } from '../host/host.ts';

/** For clients that may read less than the energy server. */
const FOR_OTHERS_MS = 100;
/** For clients that could read the same by themselves. */
const FOR_EQUALS_MS = 10;

/** Capabilities that open energy counters which others cannot read (capabilities(7)). */
const privileges = ['CAP_PERFMON', 'CAP_SYS_ADMIN', 'CAP_DAC_READ_SEARCH', 'CAP_DAC_OVERRIDE'];

/** The least milliseconds between two rounds of reading; `reachableByOthers`: by a group's socket or by TCP. */
export function finestMs({ uid, capabilities }: Identity, reachableByOthers: boolean): number {
  const privileged = uid === 0 || privileges.some((name) => capabilities.has(name));
  return privileged && reachableByOthers ? FOR_OTHERS_MS : FOR_EQUALS_MS;
}
