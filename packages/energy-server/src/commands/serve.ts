// `serve`: runs the energy server until it is told to end or has no reason to go on.

import { type EnergyServer, startEnergyServer } from '../energy-server.ts';
import type { Command, Run } from './command.ts';
import { everywhere } from './options.ts';

export const serve: Command = {
  name: 'serve',
  summary: 'Run the energy server',
  usage: '[--socket FILE] [--listen HOST:PORT] [--simulate NAME] [options]',
  options: [...everywhere, 'replace', 'socket-group', 'listen', 'state', 'exit-when-unused', 'path.etc'],
  lesson: `
It reads the hardware and answers on a Unix socket that only you may use: $XDG_RUNTIME_DIR/jupyter-energy/energy.sock, or
/tmp/jupyter-energy-UID/energy.sock where there is no such folder. It reads every 5 s while nobody watches, twice a second
while somebody does. SIGTERM or Ctrl-C ends it.

Where an energy server listens already, a second one says so and ends. With --replace it takes the socket over in one step: whoever
connects next reaches the new one, and the old one ends within 5 s. So an energy server with more rights follows one with fewer.

Over TCP everybody needs the token: set JUPYTER_ENERGY_TOKEN, or copy the one that is printed at the start.

Examples
  jupyter-energy serve
  jupyter-energy serve --simulate laptop
  jupyter-energy serve --socket /run/jupyter-energy/energy.sock --socket-group energy
  jupyter-energy serve --listen 127.0.0.1:9188
  curl --unix-socket "$XDG_RUNTIME_DIR/jupyter-energy/energy.sock" http://localhost/v1/status`,
  run: runServer,
};

async function runServer(run: Run): Promise<void> {
  await using server = await startEnergyServer(run);
  announce(run, server);
  const reason = await Promise.race([server.ended, aborted(run.signal)]);
  run.log.info({ reason }, 'energy server ends');
}

function announce({ log, stderr }: Run, { socket, tcp, madeToken }: EnergyServer): void {
  log.info({ socket, ...(tcp === null ? {} : { tcp }) }, 'energy server listens');
  // Beside the log, which may be kept: the token is for whoever started the server.
  if (madeToken !== null) stderr.write(`JUPYTER_ENERGY_TOKEN=${madeToken}\n`);
}

function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const end = () => resolve(String(signal.reason));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
