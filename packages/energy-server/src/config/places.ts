// Where the energy server's files are by convention: the config files and the sockets.

import { statSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** The system's config file, then the user's, whose settings win (XDG Base Directory Specification 0.8). */
export function configFiles(environment: Environment): readonly string[] {
  const home = environment['XDG_CONFIG_HOME'] || (environment['HOME'] && `${environment['HOME']}/.config`);
  return ['/etc/jupyter-energy/config.toml', ...(home ? [`${home}/jupyter-energy/config.toml`] : [])];
}

/** Where the system's service keeps what outlives it. */
export const SERVICE_STATE = '/var/lib/jupyter-energy';

/** Where the system's service listens. */
export const SERVICE_SOCKET = '/run/jupyter-energy/energy.sock';

/** Where a user's own energy server listens; `/tmp` where the session has no runtime folder of this user's. */
export function userSocket(environment: Environment, uid: number): string {
  const runtime = environment['XDG_RUNTIME_DIR'];
  // After `su` the variable may still name another user's folder.
  if (runtime && isOwnFolder(runtime, uid)) return `${runtime}/jupyter-energy/energy.sock`;
  return `/tmp/jupyter-energy-${uid}/energy.sock`;
}

/**
 * Where the energy server keeps what it has learnt: its service's folder (systemd.exec(5), StateDirectory=), or the user's (XDG Base
 * Directory Specification 0.8). Null for a user without a home.
 */
export function stateFolder(environment: Environment): string | null {
  const ofService = environment['STATE_DIRECTORY'];
  // A Jupyter server that is a service itself hands its own folder down to us.
  if (ofService && /\/jupyter-energy$/.test(ofService)) return ofService;
  const home =
    environment['XDG_STATE_HOME'] || (environment['HOME'] && `${environment['HOME']}/.local/state`);
  return home ? `${home}/jupyter-energy` : null;
}

function isOwnFolder(path: string, uid: number): boolean {
  try {
    const found = statSync(path);
    return found.isDirectory() && found.uid === uid;
  } catch {
    // Missing, or not to be looked at: then it is not ours to use.
    return false;
  }
}
