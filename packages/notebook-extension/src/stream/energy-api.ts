// Requests to the energy server, through the Jupyter server's own address and login.

import { Problem } from '@jupyter-energy/contract';
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { EnergyApi, Schema } from './api.ts';
import { Misunderstood, Refused } from './api.ts';

/** The API as the Jupyter Server extension forwards it, below the server's base URL (behind a JupyterHub too). */
export class ForwardedApi implements EnergyApi {
  readonly #settings: ServerConnection.ISettings;

  constructor(settings: ServerConnection.ISettings) {
    this.#settings = settings;
  }

  async open(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#request(path, { headers: { Accept: 'text/event-stream' }, signal });
    if (response.body === null) throw new Refused(response.status, 'The reply has no body.');
    return response.body;
  }

  async get<T>(path: string, schema: Schema<T>, signal: AbortSignal): Promise<T> {
    const response = await this.#request(path, { headers: { Accept: 'application/json' }, signal });
    return await read(response, path, schema);
  }

  async put<T>(path: string, body: object, schema: Schema<T>): Promise<T> {
    const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
    const response = await this.#request(path, { method: 'PUT', headers, body: JSON.stringify(body) });
    return await read(response, path, schema);
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    const url = URLExt.join(this.#settings.baseUrl, 'jupyter-energy', path);
    // `no-cache` instead of the default `no-store`, for which Jupyter would add a nameless query parameter.
    const response = await ServerConnection.makeRequest(url, { ...init, cache: 'no-cache' }, this.#settings);
    if (!response.ok) throw new Refused(response.status, await reasonOf(response));
    return response;
  }
}

async function read<T>(response: Response, path: string, schema: Schema<T>): Promise<T> {
  const text = await response.text();
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Misunderstood(`The reply to ${path} is not understood.`, { cause });
  }
}

async function reasonOf(response: Response): Promise<string> {
  try {
    return Problem.parse(await response.json()).detail;
  } catch {
    // Not one of our replies: a proxy's page, say. Its status is all that is worth showing.
    return `HTTP ${response.status} ${response.statusText}`.trim();
  }
}
