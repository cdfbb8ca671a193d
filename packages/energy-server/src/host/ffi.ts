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
  return firstOf((place, require) => require(place) as Koffi);
}

/** The file to `require` in another thread. Throws HostError ENOSYS where koffi is not installed. */
export function koffiFile(): string {
  return firstOf((place, require) => require.resolve(place));
}

function firstOf<T>(attempt: (place: string, require: NodeJS.Require) => T): T {
  const require = createRequire(import.meta.url);
  const failures: unknown[] = [];
  for (const place of PLACES) {
    try {
      return attempt(place, require);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new HostError('ENOSYS', 'the native part "koffi"', { cause: new AggregateError(failures) });
}
