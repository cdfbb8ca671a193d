// Texts of /proc/cpuinfo, as short as the readers allow, in the shape that the kernel gives them.

export interface X86 {
  readonly vendor?: string;
  readonly family: number;
  readonly model: number;
  readonly stepping?: number;
  readonly name: string;
  readonly flags?: string;
  readonly sockets?: number;
  readonly coresPerSocket: number;
  readonly threadsPerCore?: number;
}

/** A block for each hardware thread, siblings far apart as Linux numbers them. */
export function x86CpuInfo(cpu: X86): string {
  const {
    vendor = 'GenuineIntel',
    stepping = 1,
    flags = 'fpu sse2 ht avx2',
    sockets = 1,
    threadsPerCore = 2,
  } = cpu;
  const cores = sockets * cpu.coresPerSocket;
  const blocks = Array.from({ length: cores * threadsPerCore }, (_, thread) => {
    const core = thread % cores;
    return [
      `processor\t: ${thread}`,
      `vendor_id\t: ${vendor}`,
      `cpu family\t: ${cpu.family}`,
      `model\t\t: ${cpu.model}`,
      `model name\t: ${cpu.name}`,
      `stepping\t: ${stepping}`,
      'cpu MHz\t\t: 2300.000',
      `physical id\t: ${Math.floor(core / cpu.coresPerSocket)}`,
      `siblings\t: ${cpu.coresPerSocket * threadsPerCore}`,
      `core id\t\t: ${core % cpu.coresPerSocket}`,
      `cpu cores\t: ${cpu.coresPerSocket}`,
      `flags\t\t: ${flags}`,
      'power management:',
    ].join('\n');
  });
  return `${blocks.join('\n\n')}\n\n`;
}

export function armCpuInfo(implementer: string, part: string, cores: number, board = ''): string {
  const blocks = Array.from({ length: cores }, (_, core) =>
    [
      `processor\t: ${core}`,
      'BogoMIPS\t: 243.75',
      'Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics',
      `CPU implementer\t: ${implementer}`,
      'CPU architecture: 8',
      'CPU variant\t: 0x3',
      `CPU part\t: ${part}`,
      'CPU revision\t: 1',
    ].join('\n'),
  );
  const own = board === '' ? '' : `Revision\t: c04170\nModel\t\t: ${board}\n`;
  return `${blocks.join('\n\n')}\n\n${own}`;
}
