// What NVML's calls return (nvmlReturn_t), and the error that a code becomes.

/** Numbers of nvml.h 13.3, those that make a difference here. */
export const CODE = {
  success: 0,
  uninitialised: 1,
  invalidArgument: 2,
  notSupported: 3,
  noPermission: 4,
  notFound: 6,
  insufficientSize: 7,
  driverNotLoaded: 9,
  timeout: 10,
  libraryNotFound: 12,
  functionNotFound: 13,
  gpuIsLost: 15,
  resetRequired: 16,
  operatingSystem: 17,
  versionMismatch: 18,
  argumentVersionMismatch: 25,
  deprecated: 26,
  gpuNotFound: 28,
  unknown: 999,
} as const;

const WORDS: Readonly<Record<number, string>> = {
  1: 'the library is not initialised',
  2: 'invalid argument',
  3: 'not supported',
  4: 'no permission',
  6: 'not found',
  7: 'the buffer is too small',
  9: 'the driver is not loaded',
  10: 'time-out',
  12: 'a library was not found',
  13: 'the driver’s library lacks the function',
  15: 'the GPU is lost',
  16: 'the GPU must be reset',
  17: 'refused by the operating system or a control group',
  18: 'driver and library have different versions',
  19: 'in use',
  20: 'no memory',
  21: 'no data',
  25: 'versions of the arguments differ',
  26: 'not offered any more',
  27: 'not ready',
  28: 'no such GPU',
  999: 'unknown error',
};

/** This GPU or driver will never answer this call: use another one. */
const NEVER: readonly number[] = [
  CODE.invalidArgument,
  CODE.notSupported,
  CODE.functionNotFound,
  CODE.argumentVersionMismatch,
  CODE.deprecated,
];

export function isUnsupported(code: number): boolean {
  return NEVER.includes(code);
}

/** A call that did not return 0. */
export class NvmlError extends Error {
  override readonly name = 'NvmlError';
  readonly code: number;

  constructor(code: number, call: string) {
    super(`${WORDS[code] ?? 'an unknown code'} (NVML ${code}, ${call})`);
    this.code = code;
  }
}

/** Throws NvmlError for anything but success. */
export function check(code: number, call: string): void {
  if (code !== CODE.success) throw new NvmlError(code, call);
}
