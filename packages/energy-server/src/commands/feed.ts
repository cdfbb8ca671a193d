// What `sources` and `watch` get their numbers from.

import type { Beat, Sources } from '@jupyter-energy/contract';

export interface Feed extends AsyncDisposable {
  /** For people: who measures. */
  readonly origin: string;
  /** What there is, with the power of about the last second. */
  sources(): Promise<Sources>;
  /** Every beat from now on, until `signal` is aborted. Throws CommandError when the numbers stop coming. */
  beats(signal: AbortSignal): AsyncIterable<Beat>;
}
