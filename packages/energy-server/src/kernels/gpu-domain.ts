// Which domains are GPUs.

import { MACHINE } from '@jupyter-energy/contract';

const GPU = `${MACHINE}/gpu-`;

/** Whether this is the domain of a whole GPU. */
export function isGpu(domain: string): boolean {
  return domain.startsWith(GPU) && !domain.includes('/', GPU.length);
}
