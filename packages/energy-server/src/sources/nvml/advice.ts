// What a return code means for a GPU and for people: nothing there, a gap, lost for now, or blocked with a way out.

import type { Remedy } from '@jupyter-energy/contract';
import { SourceError } from '../source.ts';
import { CODE, type NvmlError } from './return-codes.ts';

/** There, but not to be read until somebody does something. */
export interface Advice {
  readonly reason: string;
  readonly remedy: Remedy;
}

/** No NVIDIA GPU can be here, or nothing drives it. */
export function meansAbsent(code: number): boolean {
  return code === CODE.driverNotLoaded || code === CODE.libraryNotFound;
}

/** The library must be opened anew before it answers again. */
export function needsReopening(code: number): boolean {
  return code === CODE.uninitialised || code === CODE.versionMismatch || meansAbsent(code);
}

/** Null for codes that may be gone at the next look. */
export function adviceFor(code: number): Advice | null {
  switch (code) {
    case CODE.noPermission:
      return {
        reason: 'This user may not use the NVIDIA driver.',
        remedy: {
          text: 'Join the group that owns the device files /dev/nvidia* (often video) and log in again. An energy server that runs already has the rights that it began with: end it, or start "jupyter energy serve --replace".',
          command: 'sudo usermod -aG video $USER',
        },
      };
    case CODE.operatingSystem:
      return {
        reason: 'The operating system or a control group keeps this process from the GPU.',
        remedy: {
          text: 'Start the container with its GPUs; a systemd service needs DeviceAllow for /dev/nvidiactl and /dev/nvidia0, /dev/nvidia1, ….',
          command: 'docker run --gpus all …',
        },
      };
    case CODE.versionMismatch:
      return {
        reason: 'The NVIDIA driver was updated: its library and the kernel’s part have different versions.',
        remedy: {
          text: 'Restart the machine, or end all programs that use the GPU and reload the driver; then restart the energy server.',
          command: 'sudo rmmod nvidia_uvm nvidia_drm nvidia_modeset nvidia && sudo modprobe nvidia',
        },
      };
    case CODE.resetRequired:
      return {
        reason: 'The GPU must be reset before it can be used again.',
        remedy: {
          text: 'End all programs that use it, this energy server too, then reset it or restart the machine.',
          command: 'sudo nvidia-smi --gpu-reset',
        },
      };
    case CODE.gpuIsLost:
      return {
        reason: 'The GPU is lost: the driver cannot reach it any more.',
        remedy: {
          text: 'The kernel’s log says why (Xid). Restarting the machine brings it back if it is not broken. The other GPUs are read on.',
          command: 'sudo dmesg | grep -i xid',
        },
      };
    default:
      return null;
  }
}

/** The error of a read or an opening that failed, with what to do next. */
export function sourceErrorOf(error: NvmlError): SourceError {
  const { code } = error;
  const advice = adviceFor(code);
  const options = { cause: error };
  // A lost GPU is looked for again soon: it comes back after a reset.
  if (code === CODE.gpuIsLost && advice !== null)
    return new SourceError(advice.reason, 'reopen', advice.remedy, options);
  if (advice !== null) return new SourceError(advice.reason, 'give-up', advice.remedy, options);
  const passing = !needsReopening(code) && code !== CODE.notSupported && code !== CODE.gpuNotFound;
  return new SourceError(
    `The GPU did not answer: ${error.message}.`,
    passing ? 'retry' : 'reopen',
    null,
    options,
  );
}
