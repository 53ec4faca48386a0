import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{platform,clouds,apps,scripts}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    environment: 'node',
    globalSetup: ['platform/testing/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    // The first file that needs a database also waits for its server.
    hookTimeout: 120_000,
  },
});
