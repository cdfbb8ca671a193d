// What `--help` says, of the program and of each command.

import type { Command } from './command.ts';
import { type OptionName, options } from './options.ts';

/** The program: what it is and which commands there are. */
export function programHelp(commands: readonly Command[]): string {
  const names = aligned(commands.map(({ name, summary }) => [name, summary]));
  return `jupyter-energy: how much power this computer draws, and how much energy it has used.

Usage: jupyter-energy COMMAND [options]      (with Jupyter installed also: jupyter energy COMMAND)

Commands
${names}

jupyter-energy COMMAND --help tells more about each. Start with:

  jupyter-energy sources       what can be measured here, and how to unblock what cannot
  jupyter-energy watch         the power as it changes

Exit status: 0 done, 1 failed, 2 wrong usage or wrong settings.
`;
}

/** One command: its options and its lesson. */
export function commandHelp({ name, summary, usage, lesson, options: names }: Command): string {
  return `${summary}.

Usage: jupyter-energy ${name}${usage === '' ? '' : ` ${usage}`}

Options
${aligned(names.map((option) => [spelled(option), options[option].help]))}

Settings may also stand in the environment (JUPYTER_ENERGY_PATH_SYSFS for --path.sysfs) or in a config file
(/etc/jupyter-energy/config.toml, then $XDG_CONFIG_HOME/jupyter-energy/config.toml). Flags win, then the environment.

${lesson.trim()}
`;
}

function spelled(name: OptionName): string {
  const { value } = options[name];
  return value === null ? `--${name}` : `--${name} ${value}`;
}

function aligned(rows: readonly (readonly [left: string, right: string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n');
}
