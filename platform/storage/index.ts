export * from './codec.ts';
export * from './columns.ts';
export * from './room.ts';
export * from './tables.ts';
export * from './vault.ts';
