// Which tests there are: unit tests beside the code of every package. End-to-end tests have a configuration of their own.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'scripts/**/*.test.ts'],
    environment: 'node',
  },
});
