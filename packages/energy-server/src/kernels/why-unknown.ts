// Why something is not known of a kernel, in sentences for people.

export const NO_BASELINE =
  'Including idle: no quiet moment was seen yet in which to learn what the computer draws by itself. ' +
  'Ten seconds with less than 5 % of the processors in use are enough; or else some minutes in which their use varies.';
export const NOTHING_READ = 'The computer’s energy cannot be read.';
export const NO_CPU_TIME = 'Nothing was split yet: it takes two readings while a kernel is known.';
export const NOT_READ_THEN = 'Nothing was read in this interval.';
export const FORGOTTEN = 'Too long ago: kernel by kernel, energy is remembered for about a day.';
export const NOT_SPLIT_THEN = 'Nothing was split in this interval.';

export function noKernel(id: string): string {
  return `No kernel ${id} is known.`;
}
