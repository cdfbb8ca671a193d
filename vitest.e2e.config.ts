// The end-to-end tests: the installed wheel, real Jupyter servers, a real browser. `npm test -- --only e2e` sets them up.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/*.e2e.ts'],
    environment: 'node',
    // One Jupyter and one browser at a time: two would measure each other.
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
