// A text that survives a reload of this browser tab, and ends with the tab.

import type { Keep } from './openings.ts';

/** Kept in the tab's session storage under `name`, apart for each Jupyter server of the same origin. */
export function pageKeep(name: string, baseUrl: string): Keep {
  const key = `jupyter-energy:${name}:${new URL(baseUrl).pathname}`;
  return {
    read() {
      try {
        return sessionStorage.getItem(key);
      } catch {
        return null; // Storage is forbidden here: the account only lasts as long as the page.
      }
    },
    write(text) {
      try {
        sessionStorage.setItem(key, text);
      } catch {
        // Forbidden or full: as above.
      }
    },
  };
}
