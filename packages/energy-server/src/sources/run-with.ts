// The command that starts the energy server with one right more than its user has.

/**
 * One process gets one right (`perfmon`, `dac_read_search`); nothing on disk changes, nobody else gains anything. sudo alone would
 * hide the user's folders from it.
 */
export function runWith(capability: string): string {
  return [
    'sudo setpriv --reuid=$(id -u) --regid=$(id -g) --init-groups',
    `--inh-caps=+${capability} --ambient-caps=+${capability}`,
    'env HOME="$HOME" XDG_RUNTIME_DIR="$XDG_RUNTIME_DIR" $(command -v jupyter-energy) serve',
  ].join(' ');
}
