// Puts koffi and its prebuilt binaries for Linux beside the bundled energy server. npm installs the binary of this machine
// only; the other one is downloaded once and held against the checksum in package-lock.json.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { collect, demand } from '../tasks/command.ts';
import { Failure } from '../tasks/failure.ts';
import { cache, inRoot } from '../tasks/places.ts';

const binaries = ['@koromix/koffi-linux-x64', '@koromix/koffi-linux-arm64'];
/** All that koffi needs when it runs; the rest of the package is for compiling it. */
const koffiFiles = [
  'package.json',
  'LICENSE.txt',
  'index.cjs',
  'src/koffi/index.cjs',
  'src/koffi/src/static.cjs',
];

interface Locked {
  readonly version: string;
  readonly integrity: string;
}

/** Copies koffi and its binaries into a folder. Answers the folders of the packages they came from. Throws a Failure. */
export async function putNativeParts(folder: string): Promise<readonly string[]> {
  const koffi = inRoot('node_modules', 'koffi');
  for (const file of koffiFiles) cpSync(join(koffi, file), join(folder, 'koffi', file));
  for (const name of binaries) {
    const installed = inRoot('node_modules', name);
    const from = existsSync(installed) ? installed : await download(name);
    cpSync(from, join(folder, name), { recursive: true });
  }
  return [koffi];
}

/** Downloads a package that npm does not install on this machine; once. Answers its folder. */
async function download(name: string): Promise<string> {
  const { version, integrity } = locked(name);
  const folder = cache('npm', `${name.replace('/', '-')}-${version}`);
  const unpacked = join(folder, 'package');
  if (existsSync(unpacked)) return unpacked;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const spec = `${name}@${version}`;
  const next =
    'The build needs the package registry once for this; `npm ping` tells whether it is reachable.';
  await demand('npm', ['pack', spec, '--silent', '--ignore-scripts', '--pack-destination', folder], next);
  const [archive] = globSync('*.tgz', { cwd: folder });
  if (archive === undefined) throw new Failure(`npm pack ${spec} left no archive.`, next);
  if (!matches(readFileSync(join(folder, archive)), integrity)) {
    rmSync(folder, { recursive: true, force: true });
    throw new Failure(
      `${spec} as downloaded is not what package-lock.json promises (${integrity}).`,
      'Do not use it. See whether a proxy or a mirror alters packages.',
    );
  }
  const { status, output } = await collect('tar', ['-xzf', archive], { cwd: folder });
  if (status !== 0)
    throw new Failure(`Unpacking ${archive} failed: ${output}`, 'Is there a `tar` on this machine?');
  return unpacked;
}

/** Whether bytes have the checksum that npm wrote down, such as `sha512-…`. */
export function matches(bytes: Uint8Array, integrity: string): boolean {
  const [algorithm = '', ...rest] = integrity.split('-');
  return createHash(algorithm).update(bytes).digest('base64') === rest.join('-');
}

function locked(name: string): Locked {
  const lock = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const entry = lock.packages[`node_modules/${name}`];
  if (entry !== undefined) return entry;
  throw new Failure(
    `package-lock.json does not name ${name}.`,
    'Adapt scripts/packaging/native-parts.ts to the new koffi.',
  );
}
