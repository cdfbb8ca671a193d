// A part of the computer's energy by whose it was, as it is recorded.

import type { Amount } from '../energy/step.ts';

/** `split`: other programs, idle and what cannot be divided; they and all kernels sum to the whole. */
export interface KernelShare {
  readonly kind: 'kernel' | 'split';
  /** The id of a kernel; `others`, `idle` or `undivided`. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** The key of a kernel's notebook; null where nobody told. */
  readonly within: string | null;
  /** The user whose kernel it is, who alone may see it; null where that is not known. */
  readonly owner: number | null;
  readonly amount: Amount;
}
