export * from './context.ts';
export * from './definitions.ts';
export * from './each-tenant.ts';
export * from './fields.ts';
export * from './make-context.ts';
export * from './registry.ts';
export * from './services.ts';
export * from './settings.ts';
