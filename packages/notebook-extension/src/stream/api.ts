// What the stream needs of whoever makes the requests; a test hands in its own.

/** As much of a contract schema as is used here. */
export interface Schema<T> {
  parse(data: unknown): T;
}

/** Paths are those of the energy server, for example `v1/status`. Failures reject. */
export interface EnergyApi {
  open(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  get<T>(path: string, schema: Schema<T>, signal: AbortSignal): Promise<T>;
  /** Changes what the energy server keeps for this user. */
  put<T>(path: string, body: object, schema: Schema<T>): Promise<T>;
}

/** The server answered, but not with what was asked for. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason);
    this.name = 'Refused';
    this.status = status;
  }
}

/** The server answered with something that this page was not built to read. */
export class Misunderstood extends Error {}
