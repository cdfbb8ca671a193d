// Texts of /proc/stat and /proc/meminfo.

import type { Files } from './paper-machine.ts';

/** `cpus` processors that together were busy, idle and robbed for so many ticks of 10 ms. */
export function procStat(cpus: number, busy: number, idle: number, steal = 0): Files {
  const line = (part: number) =>
    [busy, 0, 0, idle, 0, 0, 0, steal, 0, 0].map((n) => Math.round(n * part)).join(' ');
  const each = Array.from({ length: cpus }, (_, n) => `cpu${n} ${line(1 / cpus)}`);
  return { 'proc/stat': `cpu  ${line(1)}\n${each.join('\n')}\nintr 1 2 3\n` };
}

export function procMemInfo(kib: number): Files {
  return { 'proc/meminfo': `MemTotal:       ${kib} kB\nMemFree: 1 kB\n` };
}
