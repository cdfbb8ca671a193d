// The program: hands the process's arguments, environment, streams and signals to the command that was typed.

import { run } from './commands/run.ts';

const controller = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.on(signal, () => controller.abort(signal));
// Nobody reads any more (`watch | head`): end in order. A log that cannot be written harms nobody.
process.stdout.on('error', () => controller.abort('output closed'));
process.stderr.on('error', () => {});

process.exitCode = await run({
  arguments: process.argv.slice(2),
  environment: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: controller.signal,
});

// Whatever still hangs in a source must not keep the process alive.
setTimeout(() => process.exit(), 1_000).unref();
