// A management controller on loopback: real HTTP or HTTPS, resources in the shapes of the standard, and what goes wrong with them.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is at a path: a JSON value, or whatever a test wants to answer. */
type Resource = object | ((response: ServerResponse) => void);

const link = (path: string) => ({ '@odata.id': path });

export class RedfishServer implements AsyncDisposable {
  readonly resources = new Map<string, Resource>();
  /** Every question: its path and its `Authorization`. */
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[] = [];
  /** `Basic …` that is let in; null lets everybody in. */
  key: string | null = null;
  readonly #server;
  readonly #scheme: string;

  constructor(tls: { key: string; cert: string } | null = null) {
    const listener: RequestListener = (request, response) => this.#answer(request, response);
    this.#server = tls === null ? createServer(listener) : createTlsServer(tls, listener);
    this.#scheme = tls === null ? 'http' : 'https';
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `${this.#scheme}://${this.host}`;
  }

  /** A chassis with power told the old way, the new way, or both; null is told, but has no value. */
  chassis(id: string, told: { readonly older?: number | null; readonly newer?: number | null }): void {
    const path = `/redfish/v1/Chassis/${id}`;
    const before = (this.resources.get('/redfish/v1/Chassis') as { Members?: object[] } | undefined)?.Members;
    this.resources.set('/redfish/v1/Chassis', { Members: [...(before ?? []), link(path)] });
    this.resources.set(path, {
      Id: id,
      ...(told.older === undefined ? {} : { Power: link(`${path}/Power`) }),
      ...(told.newer === undefined ? {} : { EnvironmentMetrics: link(`${path}/EnvironmentMetrics`) }),
    });
    this.resources.set(`${path}/Power`, { PowerControl: [{ PowerConsumedWatts: told.older }] });
    this.resources.set(`${path}/EnvironmentMetrics`, { PowerWatts: { Reading: told.newer } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { url: path = '', headers } = request;
    this.asked.push({ path, authorization: headers.authorization });
    const resource = this.resources.get(path);
    if (this.key !== null && headers.authorization !== this.key)
      response.writeHead(401).end('<html>Login</html>');
    else if (typeof resource === 'function') resource(response);
    else if (resource === undefined) response.writeHead(404).end('{}');
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(resource));
  }
}

/** A certificate that the controller signed itself. */
export function ownCertificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-nodes', '-days', '1', ...curve, '-keyout', key, '-out', cert, ...subject],
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
