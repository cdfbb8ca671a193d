// A terminal's second screen, redrawn in place; q and Ctrl-C leave it, and the first screen is as it was.

export interface Screen extends Disposable {
  /** Aborted when somebody pressed q or Ctrl-C. */
  readonly quit: AbortSignal;
  show(lines: readonly string[]): void;
}

// ECMA-48 control sequences, and xterm's for the alternate screen and the cursor.
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

export function createScreen(stdin: NodeJS.ReadStream, stdout: NodeJS.WriteStream): Screen {
  const controller = new AbortController();
  const onKey = (keys: Buffer) => {
    // In raw mode Ctrl-C is a key like any other: 3.
    if (keys.includes('q') || keys.includes(3)) controller.abort();
  };
  stdout.write(ENTER);
  if (stdin.isTTY) {
    stdin.setRawMode(true);
    stdin.on('data', onKey);
    stdin.resume();
  }
  return {
    quit: controller.signal,
    show: (lines) => {
      stdout.write(`${HOME}${lines.map((line) => `${line}${CLEAR_LINE}\n`).join('')}${CLEAR_BELOW}`);
    },
    [Symbol.dispose]: () => {
      if (stdin.isTTY) {
        stdin.off('data', onKey);
        stdin.setRawMode(false);
        stdin.pause();
      }
      stdout.write(LEAVE);
    },
  };
}
