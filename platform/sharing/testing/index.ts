export * from './organisation.ts';
export * from './world.ts';
