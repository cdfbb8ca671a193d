// Why RAPL cannot be read here, and the command that helps: the narrowest right first.

import type { Remedy } from '@jupyter-energy/contract';
import type { Host } from '../../host/host.ts';
import { runWith, takesOver } from '../run-with.ts';
import type { Surroundings } from './surroundings.ts';

/** Who asks, for the command that starts it anew. */
type Self = Pick<Host, 'identity' | 'program'>;

/** How a backend stands: its errno name where it is there and refuses. */
export type BackendState = 'absent' | 'ready' | { readonly refused: string };

export interface Advice {
  readonly reason: string;
  readonly remedy: Remedy;
}

const SIDE_CHANNEL =
  'Whoever may read these counters finely can spy on other programs (CVE-2020-8694), so do not open them to everybody.';

/** Null where there is nothing to advise: no counters, and none to be expected. */
export function advise(
  perf: BackendState,
  powercap: BackendState,
  around: Surroundings,
  self: Self,
): Advice | null {
  if (perf === 'absent' && powercap === 'absent') return adviseAbsent(around);
  const reasons = [perfReason(perf, around), powercapReason(powercap, around)].filter(
    (reason) => reason !== '',
  );
  return { reason: reasons.join('; '), remedy: chooseRemedy(perf, powercap, around, self) };
}

function adviseAbsent({ bareMetal, container, powercapHidden }: Surroundings): Advice | null {
  if (powercapHidden) return { reason: 'the container hides /sys/devices/virtual/powercap', remedy: OUTSIDE };
  if (!bareMetal) return null;
  const reason = 'this processor has energy counters, but the kernel shows none: their driver is not loaded';
  if (container)
    return {
      reason,
      remedy: { ...MODULES, text: `${MODULES.text} Do so on the machine that runs the container.` },
    };
  return { reason, remedy: MODULES };
}

function perfReason(perf: BackendState, { paranoid, container }: Surroundings): string {
  if (typeof perf === 'string') return '';
  const level = paranoid === null ? '' : ` (kernel.perf_event_paranoid is ${paranoid})`;
  switch (perf.refused) {
    case 'EACCES':
      return `perf events need CAP_PERFMON${level}`;
    case 'EPERM':
      return container
        ? "the container's filter of system calls (seccomp) refuses perf events"
        : `perf events are forbidden${level}`;
    case 'ENOSYS':
      return 'perf events need the native part of the energy server, which is missing here';
    default:
      return `perf events refuse the energy counters (${perf.refused})`;
  }
}

function powercapReason(powercap: BackendState, { powercapHidden }: Surroundings): string {
  if (typeof powercap === 'string') return powercapHidden ? 'the container hides powercap' : '';
  const readableByRoot = powercap.refused === 'EACCES' || powercap.refused === 'EPERM';
  return readableByRoot
    ? 'powercap is readable by root only'
    : `powercap cannot be read (${powercap.refused})`;
}

function chooseRemedy(perf: BackendState, powercap: BackendState, around: Surroundings, self: Self): Remedy {
  const perfRefused = typeof perf === 'object' ? perf.refused : null;
  if (around.container) return perfRefused === null ? OUTSIDE : inContainer(perfRefused, around.paranoid);
  if (perfRefused === 'EACCES' || perfRefused === 'EPERM')
    return grantPerfmon(around.paranoid, powercap !== 'absent', self);
  if (powercap === 'absent') return POWERCAP;
  return {
    text: `Start the energy server with the right to read powercap (CAP_DAC_READ_SEARCH), or give the files to a group of their own. ${takesOver(self.program)} ${SIDE_CHANNEL}`,
    command: runWith('dac_read_search', self),
  };
}

/** Levels 3 and 4 are patches of Debian and Ubuntu, which refuse CAP_PERFMON as well. */
function grantPerfmon(paranoid: number | null, powercapThere: boolean, self: Self): Remedy {
  const patched = paranoid !== null && paranoid > 2;
  const lower = patched
    ? `Level ${paranoid} refuses even CAP_PERFMON: set it to 2, the level of the Linux kernel itself, then start`
    : 'Start';
  const other = powercapThere
    ? ' CAP_DAC_READ_SEARCH does the same through powercap (dac_read_search in the place of perfmon).'
    : '';
  return {
    text: `${lower} the energy server with the right to read performance counters (CAP_PERFMON) and no other.${other} ${takesOver(self.program)} ${SIDE_CHANNEL}`,
    command: `${patched ? 'sudo sysctl kernel.perf_event_paranoid=2 && ' : ''}${runWith('perfmon', self)}`,
  };
}

/** EPERM is the container's own filter; EACCES may also be the machine's level, which no right of a container changes. */
function inContainer(refused: string, paranoid: number | null): Remedy {
  if (refused !== 'EACCES' || paranoid === null || paranoid <= 2) return SECCOMP;
  return {
    text: `Level ${paranoid} refuses even CAP_PERFMON: set it to 2, the level of the Linux kernel itself, on the machine that runs the container, and start the container with CAP_PERFMON; or run the energy server outside the container and mount its socket into it. ${SIDE_CHANNEL}`,
    command: 'sudo sysctl kernel.perf_event_paranoid=2 && docker run --cap-add PERFMON …',
  };
}

const SECCOMP: Remedy = {
  text: `Start the container with CAP_PERFMON, or run the energy server outside the container and mount its socket into it. ${SIDE_CHANNEL}`,
  command: 'docker run --cap-add PERFMON …',
};

const OUTSIDE: Remedy = {
  text: `Mount the machine's /sys at another place and start the energy server with --path.sysfs /host/sys, or run it outside the container and mount its socket into it. ${SIDE_CHANNEL}`,
  command: 'docker run --volume /sys:/host/sys:ro …',
};

const MODULES: Remedy = {
  text: 'Load the drivers of the energy counters.',
  command: 'sudo modprobe --all rapl intel_rapl_msr',
};

const POWERCAP: Remedy = {
  text: 'Load the driver of powercap, which shows the same counters as files.',
  command: 'sudo modprobe intel_rapl_msr',
};
