// Pids that somebody in a container told: the very process that is meant, or none, never another one.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeHost, type FakeHost } from '../../test/fakes/fake-host.ts';
import { putProcess } from '../../test/fakes/processes.ts';
import { pidHere } from './told-pid.ts';

let host: FakeHost;
beforeEach(() => {
  host = createFakeHost();
});
afterEach(() => host[Symbol.dispose]());

/** `pids`: as `NSpid` tells them, outermost first; `container`: where it is, if that may be looked at. */
function put(pids: readonly number[], parent: number, container?: string): void {
  const [pid = 0] = pids;
  putProcess(host.machine, { pid, parent });
  host.machine.write(`proc/${pid}/status`, `Uid:\t0\t0\t0\t0\nNSpid:\t${pids.join('\t')}\n`);
  if (container !== undefined) host.machine.link(`proc/${pid}/ns/pid`, `pid:[${container}]`);
}

const here = (told: number, teller: number | null) => pidHere(host.procfs, told, teller);

test('of somebody who is in no container is what it is', () => {
  put([500], 1);
  expect(here(17, 500)).toEqual({ pid: 17 });
  expect(here(17, 4711)).toEqual({ pid: 17 });
  expect(here(17, null)).toEqual({ pid: 17 });
});

test('of somebody in a container is that of the process there, told by the container’s name', () => {
  put([500, 1], 400, '7');
  put([617, 17], 600, '7');
  put([717, 17], 700, '8');
  put([17], 1, '1');
  expect(here(17, 500)).toEqual({ pid: 617 });
  // In a container within the container it has a third number.
  put([830, 30, 2], 617, '7');
  expect(here(30, 500)).toEqual({ pid: 830 });
});

test('where no names may be looked at, it is what the teller has started', () => {
  put([500, 10], 400);
  put([600, 11], 500);
  put([617, 17], 600);
  put([717, 17], 1);
  expect(here(17, 500)).toEqual({ pid: 617 });
});

test.each([
  ['is not there', 99],
  ['may be one of two', 17],
  ['is a stranger’s', 55],
])('that %s is unknown, and nobody else’s is taken', (_, told) => {
  put([500, 10], 400);
  put([617, 17], 500);
  put([618, 17], 500);
  put([755, 55], 1);
  put([told], 1);
  expect(here(told, 500)).toEqual({
    reason: expect.stringContaining(`Process ${told} is one of a container`),
  });
});

test('of somebody outside of our own container is unknown', () => {
  expect(here(17, 0)).toEqual({ reason: expect.stringContaining('outside of our container') });
});

test('in our own container, before the proc of its host, is ours', () => {
  host.machine.write('proc/self/status', 'NSpid:\t900\t8\n');
  host.machine.link('proc/self/ns/pid', 'pid:[7]');
  put([917, 17], 901, '7');
  put([17], 1, '1');
  expect(here(17, null)).toEqual({ pid: 917 });
});
