export * from './allocate.ts';
export * from './clean.ts';
export * from './clock.ts';
export * from './day.ts';
export * from './decimal.ts';
export * from './errors.ts';
export * from './id.ts';
export * from './label.ts';
