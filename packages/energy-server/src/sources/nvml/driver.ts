// NVIDIA GPUs: energy and power by NVIDIA's management library (NVML), which their driver brings.

import type { Host } from '../../host/host.ts';
import type { EnergySource, Finding, SourceDriver } from '../source.ts';
import { adviceFor, meansAbsent, needsReopening } from './advice.ts';
import { allAsleep } from './gpu-sleep.ts';
import { openGpu } from './gpu-source.ts';
import { findLibrary, isAdvice } from './library.ts';
import { NvmlOptions } from './options.ts';
import { NvmlError } from './return-codes.ts';
import { NvmlSession, type Place } from './session.ts';

const KIND = 'nvml';
const TITLE = 'NVIDIA GPUs';

const ASLEEP: Finding = {
  id: KIND,
  title: TITLE,
  status: 'blocked',
  reason: 'The GPU sleeps, and looking at it would wake it.',
  remedy: { text: 'Nothing needs to be done: it is read once a program uses it.', command: null },
};

/** Keeps the library open from the first look on. */
export function createNvmlDriver(): SourceDriver<NvmlOptions> {
  let session: NvmlSession | null = null;
  let found: readonly Finding[] | null = null;

  /** Looks; a library in which nothing answers is opened anew first, since it shows no GPU that came later. */
  async function look(
    opened: NvmlSession | null,
    host: Host,
    named: string | null,
  ): Promise<readonly Finding[]> {
    if (opened !== null && !opened.isAlive && !opened.isWaiting) {
      session = null;
      await opened.stop();
    }
    if (session === null) {
      const library = findLibrary(host, named);
      if (library === null) return [];
      if (isAdvice(library)) return [{ id: KIND, title: TITLE, status: 'blocked', ...library }];
      const fresh = new NvmlSession(library);
      await fresh.start();
      session = fresh;
    }
    return findingsOf(await session.look(), host);
  }

  return {
    kind: KIND,
    fallback: false,
    options: NvmlOptions,
    async discover({ enabled, library }, host) {
      if (!enabled) return [];
      if (await allAsleep(host.sysfs)) return found ?? [ASLEEP];
      try {
        found = await look(session, host, library);
      } catch (error) {
        if (!(error instanceof NvmlError)) throw error;
        if (needsReopening(error.code)) {
          session?.leave();
          session = null;
        }
        found = findingsOfFailure(error);
      }
      return found;
    },
  };
}

export const nvmlDriver: SourceDriver<NvmlOptions> = createNvmlDriver();

/** The library as a whole failed. */
function findingsOfFailure(error: NvmlError): readonly Finding[] {
  if (meansAbsent(error.code)) return [];
  const advice = adviceFor(error.code);
  if (advice === null) throw error;
  return [{ id: KIND, title: TITLE, status: 'blocked', ...advice }];
}

function findingsOf(places: readonly Place[], host: Host): readonly Finding[] {
  const labels = labelsOf(places);
  return places.map((place, at) => findingOf(place, labels[at] ?? TITLE, places.length > 1, host));
}

function findingOf(place: Place, title: string, oneOfSeveral: boolean, host: Host): Finding {
  const { gpu, error } = place;
  const id = `${KIND}:${gpu?.uuid ?? `index-${place.index}`}`;
  if (error === null) {
    const open = (): Promise<EnergySource> => openGpu(place.gpu, { id, label: title, oneOfSeveral }, host);
    return { id, title, status: 'ready', open };
  }
  const advice = adviceFor(error.code) ?? {
    reason: `The GPU does not answer: ${error.message}.`,
    remedy: { text: 'It is asked again every 30 s. NVIDIA’s own tool may say more.', command: 'nvidia-smi' },
  };
  return { id, title, status: 'blocked', ...advice };
}

/** The products' names, numbered where several are alike. */
function labelsOf(places: readonly Place[]): readonly string[] {
  const names = places.map(({ gpu, index }) => gpu?.name ?? `NVIDIA GPU at index ${index}`);
  return names.map((name, at) => {
    const alike = names.filter((other) => other === name).length;
    return alike === 1 ? name : `${name} ${names.slice(0, at + 1).filter((other) => other === name).length}`;
  });
}
