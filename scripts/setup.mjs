// Entry of every npm script: installs the npm packages if they are not there, then hands over to Node 24, which runs
// TypeScript as it is. This file needs nothing but Node 20 and npm.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node24 = `${root}node_modules/node/bin/${process.platform === 'win32' ? 'node.exe' : 'node'}`;

/**
 * Whether node_modules holds what package-lock.json says, optional packages (of other platforms) aside. npm notes what
 * it installed in node_modules/.package-lock.json, last of all, so an interrupted installation does not count.
 */
function isInstalled() {
  const noted = `${root}node_modules/.package-lock.json`;
  if (!existsSync(node24) || !existsSync(noted)) return false;
  const wanted = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')).packages;
  const present = JSON.parse(readFileSync(noted, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (path in present ? present[path].version === version : optional),
  );
}

/**
 * `npm install` by the lock file, which stays as it is. Not `npm ci`: it refuses a lock file that lacks a platform's
 * optional package, and a registry that does not carry all platforms makes such lock files.
 */
function install() {
  process.stdout.write('Installing npm packages'.padEnd(52));
  const started = Date.now();
  const args = [
    'install',
    '--no-save',
    '--include=dev',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
    '--no-progress',
  ];
  const npm = process.env['npm_execpath'];
  const options = {
    cwd: root,
    encoding: /** @type {const} */ ('utf8'),
    shell: !npm && process.platform === 'win32',
  };
  const result = npm ? spawnSync(process.execPath, [npm, ...args], options) : spawnSync('npm', args, options);
  if (result.status === 0 && existsSync(node24)) {
    console.log(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s`);
    return;
  }
  console.log('failed');
  console.error(`\n${result.error?.message ?? `${result.stdout}${result.stderr}`.trim()}\n`);
  console.error(
    '`npm ci` did not get through. Is the package registry reachable? `npm ping` tells; then try again.',
  );
  process.exit(1);
}

/** @param {string} command @param {string[]} rest */
function handOver(command, rest) {
  const env = { ...process.env, PATH: `${root}node_modules/.bin${delimiter}${process.env['PATH'] ?? ''}` };
  const child = spawn(node24, [`${root}scripts/${command}.ts`, ...rest], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  // Ctrl-C reaches the whole process group; this process only waits, so that the other can end in order.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  // npm that is ended alone does not pass it on; this process is then somebody else's child.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1000).unref();
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
}

const [command, ...rest] = process.argv.slice(2);
if (command === undefined || !existsSync(`${root}scripts/${command}.ts`)) {
  console.error('Usage: node scripts/setup.mjs <start|test|build|dev> [options]');
  process.exit(2);
}
if (!isInstalled()) install();
handOver(command, rest);
