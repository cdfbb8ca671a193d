// The machines that can be simulated, each a handful of parts with scripted power.

import {
  type Basis,
  cpuDomain,
  type Domain,
  gpuDomain,
  memoryDomain,
  PLATFORM,
} from '@jupyter-energy/contract';
import type { PowerCurve, Wave } from './power-curve.ts';

/** A part with a channel. Its power is its own curve plus that of the parts inside it. */
export interface SimulatedPart {
  /** The end of the channel's id. */
  readonly id: string;
  readonly label: string;
  readonly domain: Domain;
  readonly own: PowerCurve;
  readonly inside: readonly SimulatedPart[];
}

export interface Scenario {
  readonly name: string;
  /** For people. */
  readonly summary: string;
  /** What readings of such a machine would be. */
  readonly basis: Basis;
  readonly relativeError: number | null;
  readonly parts: readonly SimulatedPart[];
  readonly notCovered: readonly string[];
}

const wave = (watts: number, periodSeconds: number, lateSeconds = 0): Wave => ({
  watts,
  periodMs: periodSeconds * 1000,
  lateMs: lateSeconds * 1000,
});

const part = (
  id: string,
  label: string,
  domain: Domain,
  own: PowerCurve,
  inside: readonly SimulatedPart[] = [],
): SimulatedPart => ({ id, label, domain, own, inside });

const laptop: Scenario = {
  name: 'laptop',
  summary: 'a laptop with one processor, its cores and its graphics',
  basis: 'measured',
  relativeError: null,
  notCovered: ['the display', 'the power supply’s own loss'],
  parts: [
    part('platform', 'Main board', PLATFORM, { base: 3.2, waves: [wave(0.6, 45)] }, [
      part('cpu-0', 'Processor 0', cpuDomain(0), { base: 1.1, waves: [] }, [
        part('cores-0', 'Cores', `${cpuDomain(0)}/cores`, { base: 0.7, waves: [wave(14, 24), wave(5, 7.3)] }),
        part('uncore-0', 'Integrated graphics', `${cpuDomain(0)}/uncore`, {
          base: 0.2,
          waves: [wave(2, 11, 3)],
        }),
      ]),
    ]),
  ],
};

const server: Scenario = {
  name: 'server',
  summary: 'a server with two processors, their memory and two graphics cards',
  basis: 'measured',
  relativeError: null,
  notCovered: ['fans', 'disks and network', 'the power supply’s own loss'],
  parts: [
    ...[0, 1].flatMap((n) => [
      part(`cpu-${n}`, `Processor ${n}`, cpuDomain(n), {
        base: 62,
        waves: [wave(110, 40 + 13 * n, 5 * n), wave(25, 6.1)],
      }),
      part(`memory-${n}`, `Memory ${n}`, memoryDomain(n), { base: 11, waves: [wave(9, 40 + 13 * n, 5 * n)] }),
    ]),
    ...[0, 1].map((n) =>
      part(`gpu-${n}`, `Graphics card ${n}`, gpuDomain(`simulated-${n}`), {
        base: 58,
        waves: [wave(230, 60, 20 * n), wave(30, 4.7, n)],
      }),
    ),
  ],
};

const estimateOnly: Scenario = {
  name: 'estimate-only',
  summary: 'a virtual machine with eight threads, where nothing can be measured',
  basis: 'estimated',
  relativeError: 0.4,
  notCovered: ['graphics cards', 'cooling of the building'],
  parts: [part('platform', 'Virtual machine', PLATFORM, { base: 5.3, waves: [wave(18, 30), wave(6, 8.5)] })],
};

export const scenarioList = [laptop, server, estimateOnly] as const;
