// Every flag of every command, in one table: what it takes and what it is for.

/** A flag's value as people write it in the help, null for a switch; and what it does. */
interface Option {
  readonly value: string | null;
  readonly help: string;
}

export const options = {
  socket: { value: 'FILE', help: 'the Unix socket (default: in the folder of the user)' },
  'socket-group': { value: 'GROUP', help: 'let a group, by name or number, use the socket (mode 0660)' },
  listen: { value: 'HOST:PORT', help: 'serve over TCP as well, with a token' },
  simulate: { value: 'NAME', help: 'simulated hardware instead of this computer’s' },
  'exit-when-unused': { value: 'SECONDS', help: 'end when nobody has asked for so long' },
  state: { value: 'DIR', help: 'the folder of what is kept (default: the user’s; none with --simulate)' },
  'log-level': { value: 'LEVEL', help: 'error, warn, info (default), debug or silent' },
  'path.sysfs': { value: 'DIR', help: 'where sysfs is mounted (default /sys)' },
  'path.procfs': { value: 'DIR', help: 'where procfs is mounted (default /proc)' },
  'path.etc': { value: 'DIR', help: 'where the time zone is written (default /etc)' },
  'path.dev': { value: 'DIR', help: 'where device files are (default /dev)' },
  'nvml-library': { value: 'FILE', help: 'NVIDIA’s management library (default: where drivers install it)' },
  from: { value: 'TIME', help: 'begin (default: where the record begins)' },
  to: { value: 'TIME', help: 'end (default: now)' },
  step: { value: 'STEP', help: 'length of a row’s span: 15m, 1h (default), 1d, month, …' },
  what: { value: 'SUBJECT', help: 'parts (default), channels, kernels, notebooks or runs' },
  format: { value: 'FORMAT', help: 'csv (default) or json' },
  config: { value: 'FILE', help: 'read this config file instead of the usual ones' },
  replace: { value: null, help: 'take the place of an energy server that listens on the socket' },
  json: { value: null, help: 'write JSON, for programs' },
  help: { value: null, help: 'show this text' },
  version: { value: null, help: 'show the version' },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof options;

/** Those that every command takes. */
export const everywhere: readonly OptionName[] = [
  'socket',
  'simulate',
  'path.sysfs',
  'path.procfs',
  'path.dev',
  'nvml-library',
  'config',
  'log-level',
  'help',
];

const noSettings: readonly OptionName[] = [
  ...(['config', 'json', 'help', 'version', 'replace'] as const),
  ...(['from', 'to', 'step', 'what', 'format'] as const),
];

/** The setting that a flag sets, which a config file or the environment may hold as well; null for flags that are none. */
export function settingOf(name: OptionName): string | null {
  if (noSettings.includes(name)) return null;
  return name === 'nvml-library' ? 'nvml.library' : name;
}
