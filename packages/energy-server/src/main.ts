// The program: hands the process's arguments, environment, streams and signals to the command that was typed.

import { run } from './commands/run.ts';
import { leaveHeldThreads } from './host/held-threads.ts';

const controller = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.on(signal, () => controller.abort(signal));
process.stdout.on('error', endWithOutput);
// A log that cannot be written harms nobody.
process.stderr.on('error', () => {});

const status = await run({
  arguments: process.argv.slice(2),
  environment: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: controller.signal,
});
process.exitCode ||= status;

// Whatever still hangs in a source must not keep the process alive: neither its promise nor its thread.
setTimeout(() => process.exit(), 1_000).unref();
process.once('exit', leaveHeldThreads);

/** Ends in order: quietly where nobody reads any more (`watch | head`), else, on a full disk for example, as a failure. */
function endWithOutput(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && process.exitCode !== 1) {
    process.exitCode = 1;
    process.stderr.write(`jupyter-energy: the output cannot be written (${error.code ?? error.message})\n`);
  }
  controller.abort('output closed');
}
