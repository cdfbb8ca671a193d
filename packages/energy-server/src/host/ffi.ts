// Finds koffi, the one native part, without which the energy server still runs (powercap and the estimate need none).

import { createRequire } from 'node:module';
import { HostError } from './host.ts';

export type Koffi = typeof import('koffi');

/**
 * Where koffi may be, as `require` resolves it from this file, or from the bundle that this file became. The packager puts the
 * packages `koffi` and `@koromix/koffi-<platform>` side by side into `native/`, next to the bundle: koffi finds its binary there.
 */
const PLACES = ['./native/koffi', 'koffi'] as const;

/** Loads koffi. Throws HostError ENOSYS where it is not installed or its binary does not suit this machine. */
export function loadKoffi(): Koffi {
  const require = createRequire(import.meta.url);
  const failures: unknown[] = [];
  for (const place of PLACES) {
    try {
      return require(place) as Koffi;
    } catch (error) {
      failures.push(error);
    }
  }
  throw new HostError('ENOSYS', 'the native part "koffi"', { cause: new AggregateError(failures) });
}
