// Executes code in a kernel of a Jupyter server as a page does: over its REST interface and its web socket.

import { randomUUID } from 'node:crypto';
import type { JupyterServer } from '../jupyter/jupyter-server.ts';

interface Message {
  readonly msg_type?: string;
  readonly header: { readonly msg_type: string };
  readonly parent_header: { readonly msg_id?: string };
  readonly content: { readonly execution_state?: string; readonly text?: string; readonly status?: string };
}

/** One kernel, with a page's connection to it. */
export class KernelClient implements Disposable {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, (message: Message) => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message;
      this.#waiting.get(message.parent_header.msg_id ?? '')?.(message);
    });
  }

  /** Starts a kernel for a notebook, which need not exist, and waits until it executes. */
  static async start({ url, token }: JupyterServer, notebook: string): Promise<KernelClient> {
    const reply = await fetch(`${url}api/sessions`, {
      method: 'POST',
      headers: { Authorization: `token ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ path: notebook, name: notebook, type: 'notebook', kernel: { name: 'python3' } }),
    });
    if (!reply.ok) throw new Error(await reply.text());
    const { kernel } = (await reply.json()) as { kernel: { id: string } };
    const socket = new WebSocket(
      `${url.replace('http', 'ws')}api/kernels/${kernel.id}/channels?token=${token}`,
    );
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    const client = new KernelClient(socket);
    await client.execute('1');
    return client;
  }

  /** Resolves with what was printed, when both the reply and the end were told. */
  execute(code: string): Promise<string> {
    const id = randomUUID();
    const header = { msg_id: id, msg_type: 'execute_request', username: '', session: id, version: '5.3' };
    const content = { code, silent: false, store_history: true, allow_stdin: false, stop_on_error: true };
    const done = new Promise<string>((resolve, reject) => {
      let printed = '';
      let missing = 2;
      this.#waiting.set(id, ({ header: { msg_type }, content: { text, execution_state, status } }) => {
        if (msg_type === 'stream') printed += text;
        if (msg_type === 'execute_reply' && status !== 'ok') reject(new Error(`failed: ${code}`));
        if (msg_type !== 'execute_reply' && execution_state !== 'idle') return;
        missing -= 1;
        if (missing > 0) return;
        this.#waiting.delete(id);
        resolve(printed);
      });
    });
    const parts = { metadata: {}, parent_header: {}, buffers: [], channel: 'shell' };
    this.#socket.send(JSON.stringify({ header, content, ...parts }));
    return done;
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
