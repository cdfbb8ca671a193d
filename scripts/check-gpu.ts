// Checks NVIDIA GPUs against their real driver, through the code that the energy server reads them with, and writes a report.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Host, SharedLibrary } from '../packages/energy-server/src/host/host.ts';
import { createLinuxHost } from '../packages/energy-server/src/host/linux-host.ts';
import { adviceFor } from '../packages/energy-server/src/sources/nvml/advice.ts';
import type { Gpu } from '../packages/energy-server/src/sources/nvml/gpu.ts';
import { findLibrary, isAdvice } from '../packages/energy-server/src/sources/nvml/library.ts';
import { CODE, NvmlError } from '../packages/energy-server/src/sources/nvml/return-codes.ts';
import { NvmlSession, type Place } from '../packages/energy-server/src/sources/nvml/session.ts';
import { checkGpu } from './gpu/check-one.ts';
import { table } from './gpu/markdown.ts';

const HELP = `npm run check:gpu -- [options]

Measures how NVIDIA's library tells the energy of the GPUs here: what is supported, how often numbers move, whether counter and power
agree, what a call costs, how long entries of the process list are. Prints a report in Markdown. Run a load beside it: an idle GPU
shows little.

  --seconds N            how long counter and power are compared (60)
  --nvml-library FILE    NVIDIA's library, where it is not where drivers install it
  --output FILE          write the report there as well, for example docs/gpu-check.md
  --help                 this text

Exit status: 0 done, 1 no GPU that can be read, 2 wrong usage.
`;

/** With no client left the driver may unload, and the counter start anew; it takes a moment. */
const WITHOUT_CLIENT_SECONDS = 3;

interface Options {
  readonly seconds: number;
  readonly library: string | null;
  readonly output: string | null;
}

/** A reason to end with status 1, told as it is. */
class NoGpu extends Error {}

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      'nvml-library': { type: 'string' },
      output: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const seconds = Number(values.seconds);
  if (!(seconds > 0 && seconds <= 3_600))
    throw new Error(`--seconds is more than 0 and at most 3600, not "${values.seconds}"`);
  return { seconds, library: values['nvml-library'] ?? null, output: values.output ?? null };
}

function openLibrary(host: Host, named: string | null): SharedLibrary {
  const library = findLibrary(host, named);
  if (library === null)
    throw new NoGpu('There is no NVIDIA GPU here: its driver’s library libnvidia-ml.so.1 was not found.');
  if (isAdvice(library)) throw new NoGpu(`${library.reason} ${library.remedy.text}`);
  return library;
}

async function report(host: Host, { library: named, seconds }: Options): Promise<string> {
  const library = openLibrary(host, named);
  const session = new NvmlSession(library);
  await session.start();
  const places = await session.look();
  if (!session.isAlive) throw new NoGpu(placesTold(places));
  const sections = [
    '# NVIDIA GPUs, checked against their driver',
    `Written by \`npm run check:gpu\` on ${new Date().toISOString().slice(0, 10)}. Driver ${(await session.driverVersion()) ?? 'unknown'}, Node ${process.versions.node}, ${process.arch}. Processor time and delays include the hand-over to a thread and back.`,
  ];
  for (const place of places) {
    sections.push(`## ${place.index}: ${place.gpu?.name ?? 'GPU'}`);
    if (place.error !== null) sections.push(`Not read: ${place.error.message}.`);
    else sections.push(await checkGpu(place.gpu, library, host, seconds));
  }
  sections.push(
    '## The counter after the last client left',
    await afterReopening(session, places, Math.min(WITHOUT_CLIENT_SECONDS, seconds)),
  );
  await session.stop();
  return `${sections.join('\n\n')}\n`;
}

function placesTold(places: readonly Place[]): string {
  if (places.length === 0) return 'The NVIDIA driver is there, but it shows no GPU.';
  return `No GPU answers: ${places.map(({ index, error }) => `${index}: ${error?.message ?? ''}`).join('; ')}.`;
}

/** Leaves the library for a moment. Other clients may hold the driver meanwhile, or its persistence mode does. */
async function afterReopening(
  session: NvmlSession,
  places: readonly Place[],
  seconds: number,
): Promise<string> {
  const before = await Promise.all(places.map((place) => counterOf(place.gpu)));
  await session.stop();
  await sleep(seconds * 1_000);
  await session.start();
  const again = await session.look();
  const after = await Promise.all(again.map((place) => counterOf(place.gpu)));
  const rows = before.map((joules, at) => {
    const later = after[at] ?? null;
    if (joules === null || later === null) return [`${at}`, 'no counter'];
    return [`${at}`, later >= joules ? 'went on' : 'started anew'];
  });
  return table(['GPU', 'counter'], rows);
}

async function counterOf(gpu: Gpu | null): Promise<bigint | null> {
  const millijoules = Buffer.alloc(8);
  const code = (await gpu?.call('totalEnergy', millijoules)) ?? CODE.notSupported;
  return code === CODE.success ? millijoules.readBigUInt64LE() : null;
}

async function run(): Promise<void> {
  const options = readOptions();
  if (options === null) {
    process.stdout.write(HELP);
    return;
  }
  const host = createLinuxHost({ sysfs: '/sys', procfs: '/proc', dev: '/dev' });
  try {
    const text = await report(host, options);
    process.stdout.write(text);
    if (options.output === null) return;
    mkdirSync(dirname(options.output), { recursive: true });
    writeFileSync(options.output, text);
  } catch (error) {
    if (!(error instanceof NoGpu || error instanceof NvmlError)) throw error;
    const advice = error instanceof NvmlError ? adviceFor(error.code) : null;
    const told = advice === null ? error.message : `${advice.reason} ${advice.remedy.text}`;
    process.stderr.write(`check:gpu: ${told}\n`);
    process.exitCode = 1;
  }
}

try {
  await run();
} catch (error) {
  process.stderr.write(`check:gpu: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
