// An energy server that tells a made-up record through the real contract: for tests and pictures of what takes a year to come.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  Beat,
  Energy,
  Grid,
  GridChoice,
  GridPlaces,
  GridStanding,
  Kernels,
  Power,
  Sources,
  Status,
} from '@jupyter-energy/contract';
import { MadeUpRecord } from './made-up-record.ts';

const WATTS = 42;
const BEAT_MS = 500;

interface Schema {
  parse(data: unknown): unknown;
}

export class MadeUpServer implements AsyncDisposable {
  readonly record: MadeUpRecord;
  readonly socket: string;
  /** Every path and query that was asked for, in order. */
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #startedAt = Date.now();

  private constructor(folder: string, days: number) {
    this.record = new MadeUpRecord(days, () => Date.now());
    this.socket = join(folder, 'made-up.sock');
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** With a record of so many days, at a socket in this folder. */
  static async start(folder: string, days: number): Promise<MadeUpServer> {
    const server = new MadeUpServer(folder, days);
    await new Promise<void>((resolve) => server.#server.listen(server.socket, resolve));
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    this.asked.push(`${url.pathname}${url.search}`);
    const number = (name: string) => Number(url.searchParams.get(name));
    const step = url.searchParams.has('step') ? number('step') * 1_000 : null;
    const to = url.searchParams.has('to') ? number('to') : Date.now();
    if (request.method !== 'GET') return await this.#take(request, response, url.pathname);
    switch (url.pathname) {
      case '/v1/stream':
        return this.#stream(response);
      case '/v1/status':
        return reply(response, Status, this.#status());
      case '/v1/sources':
        return reply(response, Sources, sources);
      case '/v1/power':
        return reply(response, Power, { stepMs: BEAT_MS, at: [], series: [] });
      case '/v1/kernels':
        return reply(response, Kernels, kernels());
      case '/v1/energy':
        return reply(
          response,
          Energy,
          this.record.energy(number('from'), to, step, url.searchParams.get('kernel')),
        );
      case '/v1/grid':
        return reply(response, Grid, this.record.grid(number('from'), to, step ?? to - number('from')));
      case '/v1/grid/places':
        return reply(response, GridPlaces, this.record.places());
      default:
        return problem(response, 404, `There is no ${url.pathname} here.`);
    }
  }

  async #take(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (path !== '/v1/grid/choice') return problem(response, 404, 'Kernels are not watched here.');
    const { country, zone, live } = GridChoice.parse(JSON.parse(Buffer.concat(parts).toString()));
    const { record } = this;
    if (country !== undefined) {
      const chosenBy = country === null ? 'time zone' : 'user';
      record.place = { ...record.place, country: country ?? 'DE', chosenBy };
    }
    if (zone !== undefined) record.place = { ...record.place, zone };
    if (live !== undefined) record.live = { ...record.live, on: live, state: live ? 'current' : 'off' };
    reply(response, GridStanding, { place: record.place, live: record.live });
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const tell = () => response.write(`event: beat\ndata: ${JSON.stringify(Beat.parse(this.#beat()))}\n\n`);
    tell();
    const timer = setInterval(tell, BEAT_MS);
    response.on('close', () => clearInterval(timer));
  }

  #beat(): Beat {
    const now = Date.now();
    const seconds = (now - this.#startedAt) / 1_000;
    const basis = 'measured';
    return {
      at: now,
      startedAt: this.#startedAt,
      total: {
        ...{ basis, relativeError: null, joules: WATTS * seconds, joulesBasis: basis },
        ...{ coveredSeconds: seconds, watts: WATTS },
      },
      nodes: [],
      kernels: [],
      split: null,
    };
  }

  #status(): Status {
    return {
      apiVersion: 1,
      version: 'made up',
      pid: process.pid,
      startedAt: this.#startedAt,
      now: Date.now(),
      simulated: 'made-up record',
      beat: { periodMs: BEAT_MS, reason: 'watched' },
      finestMs: 100,
      record: { file: 'made up', state: 'kept', reason: null, from: this.record.begins },
      streams: 1,
      self: { cpuSeconds: 0, residentBytes: 0 },
    };
  }
}

const sources: Sources = {
  sources: [],
  total: { basis: 'measured', watts: WATTS, domains: [], made: '', notCovered: [] },
};

function kernels(): Kernels {
  return {
    at: Date.now(),
    kernels: [],
    idleBaseline: { watts: null, moments: 0, estimated: false },
    split: null,
    reason: 'A made-up record knows no kernels.',
    basis: null,
  };
}

/** What does not fit the contract would be a lie about it: it throws here. */
function reply(response: ServerResponse, schema: Schema, body: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(schema.parse(body)));
}

function problem(response: ServerResponse, status: number, detail: string): void {
  response.writeHead(status, { 'Content-Type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: 'Made up', status, detail }));
}
