// Makes sure that there is a Chromium to test with, and fonts for what it shows.

import { existsSync } from 'node:fs';
import { collect } from '../tasks/command.ts';
import { step } from '../tasks/progress.ts';

/** `$CHROMIUM`, else where Debian puts it. */
export const chromium: string = process.env['CHROMIUM'] || '/usr/bin/chromium';

const packages = ['chromium', 'fonts-noto-color-emoji', 'fonts-dejavu-core'];
const emojiFont = '/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf';

/** Installs Chromium where that is missing and possible. Answers null, or why there is none. */
export async function ensureChromium(): Promise<string | null> {
  if (existsSync(chromium) && (process.env['CHROMIUM'] || existsSync(emojiFont))) return null;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await step('Installing Chromium', installByApt);
  }
  return existsSync(chromium)
    ? null
    : `There is no ${chromium}. Install it (Debian: sudo apt install ${packages.join(' ')}), or set CHROMIUM to the path of one.`;
}

async function installByApt(): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await collect('apt-get', ['update', '-q'], { env });
  const install = ['install', '-q', '-y', '--no-install-recommends', ...packages];
  const { status, output } = await collect('apt-get', install, { env });
  if (status !== 0) console.log(`\n${output.trim().split('\n').slice(-10).join('\n')}`);
}
