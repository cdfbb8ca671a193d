// Whether anybody can see this page.

import type { Visibility } from './energy-stream.ts';

/** The browser's own word for it: a tab in the background and a minimised window are hidden. */
export const pageVisibility: Visibility = {
  get visible() {
    return document.visibilityState !== 'hidden';
  },
  watch(listener) {
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  },
};
