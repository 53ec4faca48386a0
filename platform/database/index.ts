export { sqlState, withClient, withDatabase } from './client.ts';
export { type EmbeddedOptions, type EmbeddedServer, removeEmbedded, startEmbedded, stopEmbedded } from './embedded.ts';
export { type MigrateOptions, type MigrateResult, type Migration, migrate, pendingMigrations } from './migrator.ts';
export type { PostgresSettings } from './postgres-settings.ts';
