import { defineJob } from '@huanke/platform/module';

/** Sample data in a company somebody has just made: a fifth of the story, with no other people who may sign in. */
export const sampleData = defineJob<{ tenant: number; user: string }>({
  name: 'sampleData',
  async run({ app, signal }, { tenant, user }) {
    // only where it is wanted: the texts of the story are large
    const { seedDemo } = await import('./seed.ts');
    await seedDemo({ app, tenant, size: 0.2, sampleFor: user, signal });
  },
});
