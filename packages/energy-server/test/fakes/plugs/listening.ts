// What fakes of plugs have in common, whatever they speak: a real port that they listen on.

import type { AddressInfo, Server } from 'node:net';

export abstract class Listening {
  /** Port 0 is any that is free. */
  place: { readonly host: string; readonly port: number } = { host: '127.0.0.1', port: 0 };
  protected abstract readonly server: Server;

  async start(): Promise<this> {
    const { host, port } = this.place;
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(port, host, resolve);
    });
    return this;
  }

  get address(): string {
    return `${this.place.host}:${(this.server.address() as AddressInfo).port}`;
  }
}
