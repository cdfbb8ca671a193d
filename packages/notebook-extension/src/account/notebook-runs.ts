// Listens to a notebook's kernel for each execution: sent by which cell, begun, ended.

import type { UnixMs } from '@jupyter-energy/contract';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { type RunInterval, RunIntervals } from './run-intervals.ts';

/** Who wants to know of each execution. A cell's source is told with its request, since it may change meanwhile. */
export interface RunListener {
  sent(request: string, cell: string, kernel: string, code: string): void;
  began(request: string, at: UnixMs, count: number | null): void;
  ended(request: string, at: UnixMs): void;
  interrupted(at: UnixMs): void;
}

/** Follows the session from kernel to kernel until it is disposed of. */
export class NotebookRuns {
  readonly #session: ISessionContext;
  readonly #intervals: RunIntervals;
  readonly #listener: RunListener | null;
  #kernel: Kernel.IKernelConnection | null = null;

  constructor(session: ISessionContext, now: () => UnixMs, listener: RunListener | null = null) {
    this.#session = session;
    this.#intervals = new RunIntervals(now);
    this.#listener = listener;
    session.kernelChanged.connect(this.onKernelChanged, this);
    session.statusChanged.connect(this.onStatusChanged, this);
    this.#follow(session.session?.kernel ?? null);
  }

  get all(): readonly RunInterval[] {
    return this.#intervals.all;
  }

  /** What runs now goes on in the kernel, unseen from here. */
  dispose(): void {
    this.#kernel?.anyMessage.disconnect(this.onMessage, this);
    this.#kernel = null;
    Signal.clearData(this);
  }

  protected onKernelChanged(): void {
    this.#follow(this.#session.session?.kernel ?? null);
  }

  protected onStatusChanged(_: ISessionContext, status: Kernel.Status): void {
    if (status === 'dead' || status.endsWith('restarting')) this.#interrupted();
  }

  protected onMessage(kernel: Kernel.IKernelConnection, { msg, direction }: Kernel.IAnyMessageArgs): void {
    if (direction === 'send') this.#onSent(kernel.id, msg);
    else if (msg.channel === 'iopub') this.#onTold(msg);
  }

  #onSent(kernel: string, { header, content, metadata }: KernelMessage.IMessage): void {
    if (header.msg_type !== 'execute_request') return;
    const cell = metadata['cellId'];
    // Without one, something else than a cell has code executed: an extension, a widget.
    if (typeof cell !== 'string') return;
    const { code } = content as KernelMessage.IExecuteRequestMsg['content'];
    this.#listener?.sent(header.msg_id, cell, kernel, code);
  }

  #onTold(msg: KernelMessage.IMessage): void {
    const request = 'msg_id' in msg.parent_header ? msg.parent_header.msg_id : '';
    const { msg_type: type, date } = msg.header;
    if (type === 'execute_input') {
      const { execution_count: count } = (msg as KernelMessage.IExecuteInputMsg).content;
      const at = this.#intervals.began(request, date);
      this.#listener?.began(request, at, count ?? null);
    } else if (isIdle(msg)) {
      const at = this.#intervals.ended(request, date);
      this.#listener?.ended(request, at);
    }
  }

  #interrupted(): void {
    const at = this.#intervals.interrupted();
    this.#listener?.interrupted(at);
  }

  #follow(kernel: Kernel.IKernelConnection | null): void {
    if (kernel === this.#kernel) return;
    this.#kernel?.anyMessage.disconnect(this.onMessage, this);
    // Before the first kernel nothing can have ended: after a reload a run may still go on in it.
    if (this.#kernel !== null) this.#interrupted();
    this.#kernel = kernel;
    kernel?.anyMessage.connect(this.onMessage, this);
  }
}

function isIdle(msg: KernelMessage.IMessage): boolean {
  return (
    msg.header.msg_type === 'status' && (msg as KernelMessage.IStatusMsg).content.execution_state === 'idle'
  );
}
