// Follows a session's kernel: its messages, its successor, its death; and lets go of everything.

import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { expect, test } from 'vitest';
import { NotebookRuns } from './notebook-runs.ts';

const NOW = Date.parse('2026-01-31T12:00:00Z');

/** A kernel of which only the messages matter; real signals, so that connections are really counted. */
class FakeKernel {
  readonly anyMessage = new Signal<this, unknown>(this);

  say(
    type: string,
    request: string,
    second: number,
    content: object = {},
    direction = 'recv',
    channel = 'iopub',
  ) {
    const header = { msg_type: type, date: new Date(NOW + second * 1000).toISOString() };
    this.anyMessage.emit({
      direction,
      msg: { channel, header, parent_header: { msg_id: request }, content },
    });
  }
}

class FakeSession {
  readonly kernelChanged = new Signal<this, void>(this);
  readonly statusChanged = new Signal<this, Kernel.Status>(this);
  session: { kernel: FakeKernel | null } | null = null;

  become(kernel: FakeKernel | null): void {
    this.session = { kernel };
    this.kernelChanged.emit();
  }
}

function setUp() {
  const session = new FakeSession();
  const runs = new NotebookRuns(session as unknown as ISessionContext, () => NOW);
  const kernel = new FakeKernel();
  session.become(kernel);
  return { session, runs, kernel };
}

test('a run lasts from execute_input to idle of the same request', () => {
  const { runs, kernel } = setUp();
  kernel.say('status', 'r', 0, { execution_state: 'busy' });
  kernel.say('execute_input', 'r', 1);
  kernel.say('status', 'other', 2, { execution_state: 'idle' });
  kernel.say('stream', 'r', 2);
  kernel.say('status', 'r', 3, { execution_state: 'idle' });
  expect(runs.all).toEqual([{ from: NOW + 1000, to: NOW + 3000 }]);
});

test('what is sent, and what comes on other channels, is no run', () => {
  const { runs, kernel } = setUp();
  kernel.say('execute_input', 'r', 1, {}, 'send');
  kernel.say('execute_input', 'r', 1, {}, 'recv', 'shell');
  kernel.say('status', 'completion', 2, { execution_state: 'idle' });
  expect(runs.all).toEqual([]);
});

test('another kernel ends the run and is listened to from then on', () => {
  const { session, runs, kernel } = setUp();
  kernel.say('execute_input', 'r', -5);
  const next = new FakeKernel();
  session.become(next);
  kernel.say('execute_input', 'late', 1);
  next.say('execute_input', 's', 2);
  expect(runs.all).toEqual([
    { from: NOW - 5000, to: NOW },
    { from: NOW + 2000, to: null },
  ]);
});

test.each(['restarting', 'autorestarting', 'dead'] as const)(
  'a kernel that is %s runs nothing any more',
  (status) => {
    const { session, runs, kernel } = setUp();
    kernel.say('execute_input', 'r', -5);
    session.statusChanged.emit(status);
    expect(runs.all).toEqual([{ from: NOW - 5000, to: NOW }]);
  },
);

test('a busy kernel runs on', () => {
  const { session, runs, kernel } = setUp();
  kernel.say('execute_input', 'r', -5);
  session.statusChanged.emit('busy');
  expect(runs.all).toEqual([{ from: NOW - 5000, to: null }]);
});

test('disposed, it hears nothing', () => {
  const { session, runs, kernel } = setUp();
  runs.dispose();
  kernel.say('execute_input', 'r', 1);
  const next = new FakeKernel();
  session.become(next);
  next.say('execute_input', 's', 1);
  expect(runs.all).toEqual([]);
});
