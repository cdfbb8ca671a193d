// The Unix socket's file: claimed only when free or left by a dead server, shown under its name only when its rights are set.

import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
} from 'node:fs';
import type { Server } from 'node:http';
import { dirname, join } from 'node:path';
import { ListenError, reasonOf } from './listen-error.ts';
import { whoAnswers } from './who-answers.ts';

/** sockaddr_un.sun_path holds 108 bytes, the last of them 0 (unix(7)). */
const LONGEST_PATH = 107;

export interface SocketSetup {
  readonly file: string;
  /** A group, by name or number, that may use the socket; null: only its owner. */
  readonly group: string | null;
  /** The folder is ours alone (the default places): it must belong to `uid` and to nobody else. */
  readonly ownFolder: boolean;
  readonly uid: number;
  /** Whether an energy server that listens there loses its place; it notices, and ends. */
  readonly replace: boolean;
}

/** A socket that is listened on, under its name. */
export interface SocketFile {
  /** False as soon as the file is gone or another server's. */
  isOurs(): boolean;
  /** Removes the file if it is still ours. Twice is safe. */
  remove(): void;
}

/** Makes `server` listen on the socket. Throws ListenError. */
export async function listenOnSocket(server: Server, setup: SocketSetup): Promise<SocketFile> {
  const gid = setup.group === null ? null : groupId(setup.group);
  // Bound under a name of its own and renamed when its rights are set: nobody ever sees it with others,
  // a stale file is replaced in one step, and Node, which removes the name it bound, cannot remove another server's.
  const bound = join(dirname(setup.file), `.${process.pid}.sock`);
  for (const path of [setup.file, bound]) checkLength(path);
  makeFolder(setup, gid);
  await checkFree(setup.file, setup.replace);
  try {
    rmSync(bound, { force: true });
    await listening(server, bound);
    if (gid !== null) chownSync(bound, -1, gid);
    chmodSync(bound, gid === null ? 0o600 : 0o660);
    renameSync(bound, setup.file);
    return ownedFile(setup.file);
  } catch (error) {
    server.close();
    throw new ListenError(`${setup.file} cannot be made: ${reasonOf(error)}`, { cause: error });
  }
}

function ownedFile(file: string): SocketFile {
  const made = lstatSync(file);
  const isOurs = () => {
    try {
      const now = lstatSync(file);
      return now.ino === made.ino && now.dev === made.dev;
    } catch {
      // Gone, or behind a folder that was closed: nobody finds us by this name any more.
      return false;
    }
  };
  return {
    isOurs,
    remove: () => {
      try {
        if (isOurs()) rmSync(file, { force: true });
      } catch {
        // The next server replaces a socket that nobody listens on.
      }
    },
  };
}

function checkLength(path: string): void {
  if (Buffer.byteLength(path) > LONGEST_PATH)
    throw new ListenError(
      `${path}: a socket's path may have ${LONGEST_PATH} bytes; choose a shorter --socket`,
    );
}

/** Makes the folder where it is missing; refuses one that others could have prepared. */
function makeFolder({ file, ownFolder, uid }: SocketSetup, gid: number | null): void {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { mode: gid === null ? 0o700 : 0o710 });
    if (gid !== null) chownSync(folder, -1, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new ListenError(`${folder} cannot be made: ${reasonOf(error)}`, { cause: error });
  }
  const found = statOf(folder);
  if (ownFolder && found !== null) checkOwn(folder, found, uid);
}

function checkOwn(folder: string, found: Stats, uid: number): void {
  const wrong = found.isSymbolicLink()
    ? 'is a symbolic link'
    : !found.isDirectory()
      ? 'is not a folder'
      : found.uid !== uid
        ? `belongs to user ${found.uid}, not to ${uid}`
        : (found.mode & 0o027) === 0
          ? null
          : 'can be used by others';
  if (wrong !== null)
    throw new ListenError(`${folder} ${wrong}: remove it, or choose another place with --socket FILE`);
}

async function checkFree(file: string, replace: boolean): Promise<void> {
  const found = statOf(file);
  if (found === null) return;
  if (!found.isSocket())
    throw new ListenError(`${file} is in the way and is not a socket: it was left alone`);
  const answer = await whoAnswers(file);
  if (answer.who === 'energy-server' && !replace)
    throw new ListenError(
      `an energy server (version ${answer.status.version}, process ${answer.status.pid}) already listens on ${file}; end it, or let --replace take its place`,
    );
  if (answer.who === 'stranger') throw new ListenError(`${file} is in use by something else (${answer.why})`);
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
    // Binding happens within the call: nobody but the owner can connect from the first moment on.
    if (statOf(path) !== null) chmodSync(path, 0o600);
  });
}

/** A group's number. Only /etc/group is looked at: groups from a directory service are given by number. */
function groupId(group: string): number {
  if (/^\d+$/.test(group)) return Number(group);
  const line = knownGroups()
    .split('\n')
    .find((entry) => entry.startsWith(`${group}:`));
  const gid = Number(line?.split(':')[2] ?? Number.NaN);
  if (Number.isInteger(gid)) return gid;
  throw new ListenError(
    `there is no group ${group} in /etc/group: make it (groupadd ${group}) or give its number`,
  );
}

function knownGroups(): string {
  try {
    return readFileSync('/etc/group', 'utf8');
  } catch {
    // Slim containers have none: then no group has a name.
    return '';
  }
}

function statOf(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ListenError(`${path}: ${reasonOf(error)}`, { cause: error });
  }
}
