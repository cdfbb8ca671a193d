// A NUT server (upsd) on loopback that speaks the lines of RFC 9271, and misbehaves on request.

import { type AddressInfo, createServer, type Socket } from 'node:net';

export class NutServer implements AsyncDisposable {
  /** `ups.realpower` → `123`, of the UPS called "desk". */
  readonly variables = new Map<string, string>();
  /** Every line that was heard. */
  readonly heard: string[] = [];
  /** Answers every GET with this error. */
  error: string | null = null;
  /** Takes over what a line is answered with; null is silence. */
  answer: (line: string) => string | null = (line) => this.#usual(line);
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#talk(socket));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #talk(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setEncoding('utf8');
    let text = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: string) => {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        this.heard.push(line);
        const answer = this.answer(line);
        if (answer === 'hang up') socket.destroy();
        else if (answer !== null) socket.write(answer);
      }
    });
  }

  #usual(line: string): string {
    if (/^(USERNAME|PASSWORD) /.test(line)) return 'OK\n';
    const [, ups, name = ''] = /^GET VAR (\S+) (\S+)$/.exec(line) ?? [];
    if (this.error !== null) return `ERR ${this.error}\n`;
    if (ups !== 'desk') return 'ERR UNKNOWN-UPS\n';
    const value = this.variables.get(name);
    return value === undefined ? 'ERR VAR-NOT-SUPPORTED\n' : `VAR ${ups} ${name} "${value}"\n`;
  }
}
