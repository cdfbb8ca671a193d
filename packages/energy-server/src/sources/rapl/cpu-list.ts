// The kernel's way of writing sets of processors: "0", "0,18", "0-1,4".

/** More than Linux can be built for (NR_CPUS): a longer range, or more numbers in one list, is garbage. */
const MAX_CPU = 65_536;

/** The processors of a list, ascending; empty when the text is not a list. */
export function parseCpuList(text: string): readonly number[] {
  const cpus = new Set<number>();
  let named = 0;
  for (const range of text.trim().split(',')) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(range);
    if (match === null) return [];
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    named += last - first + 1;
    if (last > MAX_CPU || last < first || named > MAX_CPU) return [];
    for (let cpu = first; cpu <= last; cpu++) cpus.add(cpu);
  }
  return [...cpus].sort((a, b) => a - b);
}
