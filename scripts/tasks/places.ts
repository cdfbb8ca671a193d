// Where things are in a checkout.

import { join } from 'node:path';

/** The checkout. */
export const root: string = join(import.meta.dirname, '..', '..');

/** A path inside the checkout. */
export const inRoot = (...parts: readonly string[]): string => join(root, ...parts);

/** What may be thrown away: downloads, stamps, logs. Ignored by git. */
export const cache = (...parts: readonly string[]): string => inRoot('.cache', ...parts);

/** The folder of the Python distribution. */
export const serverExtension: string = inRoot('packages', 'server-extension');

/** Where the bundled energy server lies inside the Python package. */
export const bundledServer: string = join(serverExtension, 'jupyter_energy', 'energy_server');
