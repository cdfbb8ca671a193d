// Lines of /proc/<pid>/stat and /proc/stat, the odd ones included.

import { describe, expect, test } from 'vitest';
import { statLine } from '../../test/fakes/processes.ts';
import { createFileTree } from '../host/file-tree.ts';
import { parseMachineTime, readMachineTime } from './machine-time.ts';
import { parseProcessStat } from './process-stat.ts';

describe('a process', () => {
  test.each(['python3', 'a b', 'tricky) R 1 2 3', '((sd-pam))', ') (', '�'])('called %s', (name) => {
    const line = statLine({
      pid: 42,
      name,
      parent: 7,
      session: 40,
      own: [12, 3],
      reaped: [4, 5],
      start: 99,
      pages: 6,
    });
    expect(parseProcessStat(line)).toEqual({
      pid: 42,
      state: 'S',
      parent: 7,
      session: 40,
      ownTicks: 15,
      reapedTicks: 9,
      startTicks: 99,
      residentPages: 6,
      isThread: false,
    });
  });

  test('a thread is told from a process', () => {
    expect(parseProcessStat(statLine({ pid: 42, thread: true }))?.isThread).toBe(true);
  });

  test.each(['', '42', '42 (a', '42 (a) S', '42 (a) S 1 2 x y', 'x (a) S 1 1'])('%j is none', (text) => {
    expect(parseProcessStat(text)).toBeNull();
  });

  test('this very process', () => {
    const stat = parseProcessStat(createFileTree('/proc').readText('self/stat'));
    const { user, system } = process.cpuUsage();
    expect(stat).toMatchObject({ pid: process.pid, parent: process.ppid, isThread: false });
    expect(stat?.ownTicks).toBeLessThanOrEqual((user + system) / 1e4 + 2);
    expect(stat?.ownTicks).toBeGreaterThan(0);
  });
});

describe('the machine', () => {
  test('A6 guest time is inside user time and is not added', () => {
    const text = 'cpu  1000 0 100 5000 7 0 0 30 400 0\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 5\n';
    expect(parseMachineTime(text)).toEqual({ busySeconds: 11, allSeconds: (1100 + 5007 + 30) / 100 });
  });

  test.each(['', 'cpu', 'cpu  1 2 3\n', 'cpu0 1 2 3 4 5\n', 'cpu  a b c d e\n'])(
    '%j says nothing',
    (text) => {
      expect(parseMachineTime(text)).toBeNull();
    },
  );

  test('without /proc/stat nothing is known', () => {
    expect(readMachineTime(createFileTree('/nowhere'))).toBeNull();
  });
});
