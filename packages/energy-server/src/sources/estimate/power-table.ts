// The table of the estimate: what a server of each microarchitecture draws, and how that scales with the server's size.

/** The size of a server. */
export interface HostShape {
  readonly sockets: number;
  readonly coresPerSocket: number;
  /** 2 with simultaneous multithreading, 1 without. */
  readonly threadsPerCore: number;
}

export interface PowerRow {
  readonly id: string;
  /** For people: "Ice Lake-SP". */
  readonly name: string;
  /** `fit`: from the results by `scripts/estimate/fit.ts`; `medians`: two published medians and the vendor's curve. */
  readonly origin: string;
  /** Servers behind the row. */
  readonly servers: number;
  /** The server that `wattsPerThread` describes; null where nobody recorded it, then the row does not scale. */
  readonly host: HostShape | null;
  /** Wall watts per hardware thread at 0, 10 … 100 % load, on that server. */
  readonly wattsPerThread: readonly number[];
}

export interface PowerTable {
  readonly origin: string;
  readonly ram: { readonly includedGbPerThread: number; readonly wattsPerGb: number };
  /**
   * Exponents, for each of the eleven loads: the power of a whole server grows as sockets^a · coresPerSocket^b.
   * Twice the cores need less than twice the watts, most of all when idle.
   */
  readonly scaling: { readonly sockets: readonly number[]; readonly coresPerSocket: readonly number[] };
  /** Relative error that 68 % of all points stay within, measured on CPUs left out of the fit. */
  readonly spread: Readonly<Record<'known' | 'unknown' | 'knownShare' | 'unknownShare', number>>;
  /** Recognised CPUs. */
  readonly rows: readonly PowerRow[];
  /** For CPUs that have no row: by vendor and kind of silicon. */
  readonly fallbacks: readonly PowerRow[];
  /** Wall watts per watt of rated processor power at the eleven loads, of servers with desktop silicon. */
  readonly desktopPerTdpWatt: readonly number[];
}

/**
 * Watts per thread of a server of this shape. With `shape` null (a virtual machine cannot see its host) or a row that
 * does not scale, those of the row's own server.
 */
export function wattsPerThread(from: PowerTable, row: PowerRow, shape: HostShape | null): readonly number[] {
  if (!shape || !row.host) return row.wattsPerThread;
  const own = row.host;
  const socketRatio = shape.sockets / own.sockets;
  const coreRatio = shape.coresPerSocket / own.coresPerSocket;
  // Power belongs to the server, not to its threads: with multithreading off each of fewer threads stands for more.
  const threadRatio = threadsOf(own) / threadsOf(shape);
  let highest = 0;
  return row.wattsPerThread.map((atLoad, i) => {
    const scaled =
      atLoad *
      threadRatio *
      socketRatio ** (from.scaling.sockets[i] ?? 1) *
      coreRatio ** (from.scaling.coresPerSocket[i] ?? 1);
    // Each load has exponents of its own; far from the row's server they must not make more work cheaper.
    highest = Math.max(highest, scaled);
    return highest;
  });
}

/** Hardware threads of a server of this shape. */
export function threadsOf(shape: HostShape): number {
  return shape.sockets * shape.coresPerSocket * shape.threadsPerCore;
}
