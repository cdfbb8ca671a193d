// What is asked of the process with the fakes, and what it tells.

export type PlugKind = 'shelly-1' | 'shelly-2' | 'tasmota' | 'kasa';

/** Where the fakes are. */
export interface Places {
  readonly sysfs: string;
  readonly boards: readonly string[];
  readonly plugs: readonly string[];
  /** Addresses of management controllers that speak Redfish. */
  readonly controllers: readonly string[];
  /** Ports of NUT servers, each with a UPS called "desk". */
  readonly supplies: readonly number[];
}

export interface FakesWanted {
  readonly packages?: number;
  readonly boards?: number;
  readonly plugs?: number;
  /** `shelly-2` unless told. */
  readonly plugKind?: PlugKind;
  readonly controllers?: number;
  readonly supplies?: number;
  /** So many of the boards fall silent, and all plugs. */
  readonly silent?: number;
  /** After so long; never unless told. */
  readonly silentAfterMs?: number;
}
