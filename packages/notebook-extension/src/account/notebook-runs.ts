// Listens to a notebook's kernel for the beginning and the end of each execution.

import type { UnixMs } from '@jupyter-energy/contract';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { type RunInterval, RunIntervals } from './run-intervals.ts';

/** Follows the session from kernel to kernel until it is disposed of. */
export class NotebookRuns {
  readonly #session: ISessionContext;
  readonly #intervals: RunIntervals;
  #kernel: Kernel.IKernelConnection | null = null;

  constructor(session: ISessionContext, now: () => UnixMs) {
    this.#session = session;
    this.#intervals = new RunIntervals(now);
    session.kernelChanged.connect(this.onKernelChanged, this);
    session.statusChanged.connect(this.onStatusChanged, this);
    this.#follow(session.session?.kernel ?? null);
  }

  get all(): readonly RunInterval[] {
    return this.#intervals.all;
  }

  dispose(): void {
    this.#follow(null);
    Signal.clearData(this);
  }

  protected onKernelChanged(): void {
    this.#follow(this.#session.session?.kernel ?? null);
  }

  protected onStatusChanged(_: ISessionContext, status: Kernel.Status): void {
    if (status === 'dead' || status.endsWith('restarting')) this.#intervals.interrupted();
  }

  protected onMessage(_: Kernel.IKernelConnection, { msg, direction }: Kernel.IAnyMessageArgs): void {
    if (direction !== 'recv' || msg.channel !== 'iopub') return;
    const request = 'msg_id' in msg.parent_header ? msg.parent_header.msg_id : '';
    if (msg.header.msg_type === 'execute_input') this.#intervals.began(request, msg.header.date);
    else if (isIdle(msg)) this.#intervals.ended(request, msg.header.date);
  }

  #follow(kernel: Kernel.IKernelConnection | null): void {
    if (kernel === this.#kernel) return;
    this.#kernel?.anyMessage.disconnect(this.onMessage, this);
    this.#intervals.interrupted();
    this.#kernel = kernel;
    kernel?.anyMessage.connect(this.onMessage, this);
  }
}

function isIdle(msg: KernelMessage.IMessage): boolean {
  return (
    msg.header.msg_type === 'status' && (msg as KernelMessage.IStatusMsg).content.execution_state === 'idle'
  );
}
