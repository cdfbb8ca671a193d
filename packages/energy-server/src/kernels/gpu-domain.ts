// Which domains are GPUs.

import { MACHINE } from '@jupyter-energy/contract';

/** Whether this is the domain of a whole GPU. */
export function isGpu(domain: string): boolean {
  return domain.startsWith(`${MACHINE}/gpu-`) && !domain.slice(MACHINE.length + 1).includes('/');
}
