export { sampleData } from './jobs.ts';
export { type SeedOptions, seedDemo } from './seed.ts';
export { makeStory, type Story, type StoryOptions } from './story.ts';
