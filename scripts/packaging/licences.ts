// Collects the licences of other people's code that the wheel carries.

import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../tasks/failure.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** The folders of the installed packages that files belong to, each once; files of our own packages belong to none. */
export function packagesIn(files: readonly string[]): readonly string[] {
  const folders = files.map((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

/** Writes one file with name, version and full licence text of every package. Throws a Failure if one has none. */
export function writeLicences(folders: readonly string[], file: string): void {
  const texts = folders.map((folder) => licenceOf(folder));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `This software contains the following packages of other authors.\n\n${texts.join('\n')}`,
  );
}

function licenceOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const [file] = globSync('{LICENSE,LICENCE,license,licence}*', { cwd: folder });
  if (manifest.license === undefined || file === undefined || !existsSync(join(folder, file))) {
    throw new Failure(
      `${manifest.name} has no licence text in ${folder}.`,
      'Replace the package, or add its text by hand.',
    );
  }
  // The Apache licence wants its notice to go along (section 4 d).
  const texts = [file, ...globSync('NOTICE*', { cwd: folder })];
  const text = texts.map((name) => readFileSync(join(folder, name), 'utf8').trim()).join('\n\n');
  return `${'='.repeat(80)}\n${manifest.name} ${manifest.version} (${manifest.license})\n\n${text}\n`;
}
