// Kernels found by the connection file in their command lines.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../test/fakes/fake-host.ts';
import { type FakeProcess, putProcess } from '../../test/fakes/processes.ts';
import { Processes } from './processes.ts';

let host: FakeHost;
let processes: Processes;
beforeEach(() => {
  host = createFakeHost();
  processes = new Processes(host);
  put({ pid: 500, parent: 1, session: 500 });
  put({ pid: 600, parent: 500, session: 600, start: 10 });
});
afterEach(() => host[Symbol.dispose]());

function put(process: FakeProcess): void {
  putProcess(host.machine, process);
}

describe('kernels that nobody told us of', () => {
  const file = '/run/jupyter/kernel-1b2c-3d.json';

  test.each([
    [['python', '-m', 'ipykernel_launcher', '-f', file]],
    [['R', '--slave', '-e', 'IRkernel::main()', '--args', file]],
    [['deno', 'jupyter', '--kernel', '--conn', file]],
    [['evcxr', `--control_file=${file}`]],
  ])('are found by %j', (args) => {
    put({ pid: 600, parent: 500, session: 600, arguments: args });
    expect(processes.find()).toEqual([{ id: '1b2c-3d', pid: 600 }]);
  });

  test('are the topmost of their wrappers, and not a console that came later', () => {
    put({ pid: 600, parent: 500, arguments: ['bash', '-c', 'x', file], start: 10 });
    put({ pid: 601, parent: 600, arguments: ['conda', 'run'], start: 11 });
    put({ pid: 602, parent: 601, arguments: ['python', '-f', file], start: 12 });
    put({
      pid: 400,
      parent: 1,
      arguments: ['jupyter', 'console', '--existing', 'kernel-1b2c-3d.json'],
      start: 50,
    });
    expect(processes.find()).toEqual([{ id: '1b2c-3d', pid: 600 }]);
  });

  test('are not looked for in the same processes again and again, nor taken from other users', () => {
    put({ pid: 610, uid: 7, arguments: ['python', '-f', file] });
    expect(processes.find()).toEqual([]);
    processes.find();
    put({ pid: 600, parent: 500, arguments: ['python', '-f', '/run/kernel-other.json'] });
    expect(processes.find()).toEqual([]);
    put({ pid: 605, parent: 500, arguments: ['python', '-f', '/run/kernel-other.json'] });
    expect(processes.find()).toEqual([{ id: 'other', pid: 605 }]);
  });
});
