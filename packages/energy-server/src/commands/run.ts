// From the words that were typed to a command that runs; every failure becomes a line and an exit status.

import { parseArgs } from 'node:util';
import { loadSettings } from '../config/load-settings.ts';
import { nearest } from '../config/nearest.ts';
import { configFiles } from '../config/places.ts';
import { SettingsError } from '../config/settings-error.ts';
import { createLinuxHost } from '../host/linux-host.ts';
import { thisProgram } from '../host/program.ts';
import { ListenError } from '../http/listen-error.ts';
import { createLog } from '../log.ts';
import { drivers } from '../sources/drivers.ts';
import { version } from '../version.ts';
import { type Command, CommandError, UsageError, type World } from './command.ts';
import { exportRecord } from './export.ts';
import { commandHelp, programHelp } from './help.ts';
import { type OptionName, options, settingOf } from './options.ts';
import { repeatedCall } from './repeated-call.ts';
import { serve } from './serve.ts';
import { sources } from './sources.ts';
import { watch } from './watch.ts';

const commands: readonly Command[] = [serve, sources, watch, exportRecord];

type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** Runs what was typed; answers the exit status: 0 done, 1 failed, 2 wrong usage or wrong settings. */
export async function run(world: World): Promise<0 | 1 | 2> {
  try {
    await dispatch(world);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) return fail(world, [error.message], 2);
    if (error instanceof SettingsError) return fail(world, error.faults, 2);
    if (error instanceof CommandError || error instanceof ListenError) return fail(world, [error.message], 1);
    throw error;
  }
}

function fail(world: World, messages: readonly string[], status: 1 | 2): 1 | 2 {
  for (const message of messages) world.stderr.write(`jupyter-energy: ${message}\n`);
  return status;
}

async function dispatch(world: World): Promise<void> {
  const [name, ...rest] = world.arguments;
  if (name === '--version') return say(world, `${version}\n`);
  if (name === '--help' || name === '-h' || (name === 'help' && rest.length === 0))
    return say(world, programHelp(commands));
  if (name === undefined) throw new UsageError('which command? jupyter-energy --help lists them');
  const wanted = name === 'help' ? rest[0] : name;
  const command = commands.find((one) => one.name === wanted);
  if (command === undefined) throw new UsageError(unknownCommand(wanted ?? ''));
  const flags = name === 'help' ? { help: true } : parseFlags(command, rest);
  if (flags['help'] === true) return say(world, commandHelp(command));
  await start(world, command, flags);
}

async function start(world: World, command: Command, flags: Flags): Promise<void> {
  const settings = loadSettings(drivers, {
    environment: world.environment,
    flags: settingFlags(flags),
    usualFiles: configFiles(world.environment),
    file:
      typeof flags['config'] === 'string'
        ? flags['config']
        : world.environment['JUPYTER_ENERGY_CONFIG'] || null,
  });
  const texts = textsOf(flags);
  const host = createLinuxHost(settings.path, thisProgram(repeatedCall(texts, world.environment)));
  const log = createLog(settings.logLevel, world.stderr);
  const switches = { json: flags['json'] === true, replace: flags['replace'] === true };
  await command.run({ ...world, settings, ...switches, flags: texts, host, log });
}

function parseFlags(command: Command, words: readonly string[]): Flags {
  const known = command.options.map((name) => [
    name,
    { type: options[name].value === null ? 'boolean' : 'string' },
  ]);
  const shorts = { help: { type: 'boolean', short: 'h' } };
  try {
    const { values } = parseArgs({ args: [...words], options: { ...Object.fromEntries(known), ...shorts } });
    return values as Flags;
  } catch (error) {
    // The first sentence says it; the rest of Node's message is about its API.
    const reason = (error as Error).message.split(/\.\s|\n/)[0] ?? '';
    const typed = /'--([^']+)'/.exec(reason)?.[1];
    const meant =
      typed === undefined
        ? null
        : nearest(
            typed,
            command.options.filter((name) => name !== typed),
          );
    const hint = meant !== null && reason.startsWith('Unknown') ? `; did you mean --${meant}?` : '';
    throw new UsageError(`${reason}${hint} (jupyter-energy ${command.name} --help)`);
  }
}

function textsOf(flags: Flags): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(flags).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

function settingFlags(flags: Flags): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(flags).flatMap(([name, value]) => {
      const setting = settingOf(name as OptionName);
      return setting === null || typeof value !== 'string' ? [] : [[setting, value]];
    }),
  );
}

function unknownCommand(name: string): string {
  const meant = nearest(
    name,
    commands.map((one) => one.name),
  );
  const hint = meant === null ? 'jupyter-energy --help lists them' : `did you mean ${meant}?`;
  return `there is no command ${JSON.stringify(name)}; ${hint}`;
}

function say(world: World, text: string): void {
  world.stdout.write(text);
}
