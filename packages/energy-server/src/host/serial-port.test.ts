// Serial lines against real pseudo-terminals of the kernel.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPseudoTerminal, type PseudoTerminal } from '../../test/fakes/mcp39f511n/pseudo-terminal.ts';
import { HostError, type SerialPort } from './host.ts';
import { createSerialPorts } from './serial-port.ts';
import { encodeRawTermios } from './terminal-calls.ts';

const ports = createSerialPorts('/dev');
let heard: number[];
let pty: PseudoTerminal;

beforeEach(() => {
  heard = [];
  pty = openPseudoTerminal((bytes) => heard.push(...bytes));
});
afterEach(() => pty[Symbol.dispose]());

/** Looks until so many bytes are there. */
async function readAll(port: SerialPort, count: number): Promise<readonly number[]> {
  const bytes: number[] = [];
  await expect
    .poll(() => {
      bytes.push(...port.read());
      return bytes.length;
    })
    .toBeGreaterThanOrEqual(count);
  return bytes;
}

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof HostError) return error.code;
    throw error;
  }
  return 'no error';
}

/** How many open files of this process mean the terminal, also one that is gone by now. */
function descriptorsOf(path: string): number {
  const targets = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // The descriptor of the listing itself.
    }
  });
  return targets.filter((target) => target.startsWith(path)).length;
}

const every256 = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test('encodes struct termios2 as the kernel lays it out', () => {
  // c_cflag = CS8 | CREAD | CLOCAL | B115200, VMIN = 1, both speeds 115200; everything else 0.
  const expected = `${'00'.repeat(8)}b2180000${'00'.repeat(11)}01${'00'.repeat(12)}00c2010000c20100`;
  expect(encodeRawTermios(115_200).toString('hex')).toBe(expected);
});

describe('a line', () => {
  test('carries every byte unchanged, both ways, without an echo', async () => {
    using port = ports.open(pty.path, 115_200);
    pty.write(every256);
    expect(await readAll(port, 256)).toEqual([...every256]);
    expect(heard).toEqual([]);
    port.write(every256);
    await expect.poll(() => heard).toEqual([...every256]);
    expect([...port.read()]).toEqual([]);
  });

  test('is raw at the speed asked for, by the word of stty', () => {
    using _port = ports.open(pty.path, 115_200);
    const said = execFileSync('stty', ['-F', pty.path, '-a'], { encoding: 'utf8' });
    expect(said).toContain('speed 115200 baud');
    for (const off of [
      '-parenb',
      '-cstopb',
      '-crtscts',
      '-ixon',
      '-icanon',
      '-echo',
      '-opost',
      '-isig',
      '-icrnl',
    ]) {
      expect(said).toContain(off);
    }
    for (const on of [' cs8', ' cread', ' clocal']) expect(said).toContain(on);
  });

  test('says nothing when nothing has arrived, and does not wait', () => {
    using port = ports.open(pty.path, 115_200);
    expect(port.read()).toHaveLength(0);
  });

  test('forgets at a flush what was not read', async () => {
    using port = ports.open(pty.path, 115_200);
    pty.write(Uint8Array.of(1, 2, 3));
    // The kernel moves bytes from one end to the other in its own time; the event loop does not turn meanwhile.
    execFileSync('sleep', ['0.05']);
    port.flush();
    pty.write(Uint8Array.of(9));
    expect(await readAll(port, 1)).toEqual([9]);
  });

  test('refuses everything once it is gone', async () => {
    using port = ports.open(pty.path, 115_200);
    pty[Symbol.dispose]();
    await expect.poll(() => codeOf(() => port.read())).toBe('ENODEV');
    expect(codeOf(() => port.write(Uint8Array.of(1)))).toBe('ENODEV');
    expect(codeOf(() => port.flush())).toBe('ENODEV');
  });

  test('hands over what arrived before it was unplugged, or says that it is gone; it never hangs', async () => {
    using port = ports.open(pty.path, 115_200);
    pty.write(Uint8Array.of(7));
    pty[Symbol.dispose]();
    await expect.poll(() => codeOf(() => port.read())).toBe('ENODEV');
  });

  test('is disposed of twice without harm, and refuses from then on', () => {
    const port = ports.open(pty.path, 115_200);
    port[Symbol.dispose]();
    port[Symbol.dispose]();
    for (const use of [() => port.read(), () => port.flush(), () => port.write(Uint8Array.of(1))])
      expect(codeOf(use)).toBe('ENODEV');
  });

  test('belongs to one program, and is free again afterwards', () => {
    const port = ports.open(pty.path, 115_200);
    expect(codeOf(() => ports.open(pty.path, 115_200))).toBe('EBUSY');
    port[Symbol.dispose]();
    using _again = ports.open(pty.path, 115_200);
  });

  test.skipIf(process.getuid?.() !== 0)(
    'is refused to other users even if they know no locks (needs root)',
    () => {
      const read = () =>
        execFileSync('setpriv', ['--reuid=65534', '--clear-groups', 'stty', '-F', pty.path], {
          stdio: 'pipe',
        });
      execFileSync('chmod', ['666', pty.path]);
      {
        using _port = ports.open(pty.path, 115_200);
        expect(read).toThrow(/busy/i);
      }
      expect(read).not.toThrow();
    },
  );

  test('leaves no descriptor open', () => {
    for (let round = 0; round < 20; round += 1) {
      ports.open(pty.path, 115_200)[Symbol.dispose]();
    }
    // The one that is left is the simulated device's own.
    expect(descriptorsOf(pty.path)).toBe(1);
  });

  test('leaves none open when it was unplugged', async () => {
    const port = ports.open(pty.path, 115_200);
    pty[Symbol.dispose]();
    await expect.poll(() => codeOf(() => port.read())).toBe('ENODEV');
    port[Symbol.dispose]();
    expect(descriptorsOf(pty.path)).toBe(0);
  });
});

describe('what is no line', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'serial-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is named by its errno', () => {
    const open = (name: string) => codeOf(() => createSerialPorts(folder).open(name, 115_200));
    writeFileSync(join(folder, 'file'), '');
    expect(open('file')).toBe('ENOTTY');
    expect(open('missing')).toBe('ENOENT');
    expect(open('.')).toBe('EISDIR');
    expect(codeOf(() => ports.open('null', 115_200))).toBe('ENOTTY');
  });

  test('is located through links, below the folder of devices or by its full path', () => {
    symlinkSync(pty.path, join(folder, 'ttyACM0'));
    const inFolder = createSerialPorts(folder);
    expect(inFolder.locate('ttyACM0')).toBe(pty.path);
    expect(inFolder.locate(join(folder, 'ttyACM0'))).toBe(pty.path);
    expect(codeOf(() => inFolder.check('ttyACM0'))).toBe('no error');
    expect(codeOf(() => inFolder.locate('ttyACM1'))).toBe('ENOENT');
    expect(codeOf(() => inFolder.check('ttyACM1'))).toBe('ENOENT');
  });
});
