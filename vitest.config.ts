import { defineConfig } from 'vitest/config';
import { SlowFirst } from './platform/testing/sequencer.ts';

export default defineConfig({
  test: {
    include: ['{platform,clouds,apps,scripts}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    environment: 'node',
    globalSetup: ['platform/testing/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Files of a worker share the modules they import: reading them anew for each took half of the processor's time.
    isolate: false,
    sequence: { sequencer: SlowFirst },
    // In a pipeline a test that fails is tried once more, and reported as such.
    retry: process.env.CI ? 1 : 0,
    // Bounds a test that hangs; how fast something is, the benches say.
    testTimeout: 120_000,
    // The first file that needs a database also waits for its server.
    hookTimeout: 300_000,
  },
});
