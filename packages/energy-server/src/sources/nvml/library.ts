// Finds NVIDIA's management library, where there is one.

import { type Host, HostError, type SharedLibrary } from '../../host/host.ts';
import type { Advice } from './advice.ts';

/** Where drivers put it: on the loader's path, and at the one place where WSL2 has it. */
const USUAL = ['libnvidia-ml.so.1', '/usr/lib/wsl/lib/libnvidia-ml.so.1'] as const;

/** Null where this machine has none; advice where it should have one. Throws HostError for anything unforeseen. */
export function findLibrary(host: Host, named: string | null): SharedLibrary | Advice | null {
  const failures: HostError[] = [];
  for (const file of named === null ? USUAL : [named]) {
    try {
      return host.openLibrary(file);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures.filter(({ code }) => code !== 'ENOENT');
  if (named === null && !hasDriver(host)) return null;
  return first === undefined ? missing(named) : unusable(first);
}

export function isAdvice(found: SharedLibrary | Advice): found is Advice {
  return 'remedy' in found;
}

/** Whether the kernel's part of NVIDIA's driver has found GPUs. */
function hasDriver({ procfs }: Host): boolean {
  try {
    return procfs.list('driver/nvidia/gpus').length > 0;
  } catch (error) {
    if (error instanceof HostError) return false;
    throw error;
  }
}

function missing(named: string | null): Advice {
  if (named !== null)
    return {
      reason: `There is no library ${named}.`,
      remedy: { text: 'Correct --nvml-library, or leave it out.', command: null },
    };
  return {
    reason: 'There is an NVIDIA GPU, but not the driver’s library libnvidia-ml.so.1.',
    remedy: {
      text: 'A container gets it from the NVIDIA Container Toolkit, with the capability "utility"; elsewhere it belongs to the driver’s packages.',
      command: 'docker run --gpus all --env NVIDIA_DRIVER_CAPABILITIES=compute,utility …',
    },
  };
}

function unusable(error: HostError): Advice {
  if (error.code === 'ENOSYS')
    return {
      reason:
        'NVIDIA’s library can be called only by the native part of the energy server, which is missing here.',
      remedy: { text: 'Install the energy server with its native part (koffi).', command: null },
    };
  return {
    reason: `NVIDIA’s library cannot be loaded: ${error.message}.`,
    remedy: {
      text: 'It must be of the same architecture as this program.',
      command: `file -L ${error.subject}`,
    },
  };
}
