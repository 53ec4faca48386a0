export { sqlState, withClient, withDatabase } from './client.ts';
export { type EmbeddedOptions, type EmbeddedServer, removeEmbedded, startEmbedded, stopEmbedded } from './embedded.ts';
export { type MigrateOptions, type MigrateResult, type Migration, migrate, pendingMigrations } from './migrator.ts';
export {
  type Connection,
  type Database,
  type DatabaseOptions,
  isConnectionError,
  openDatabase,
  type TenantStrategy,
  type Transaction,
} from './pool.ts';
export type { PostgresSettings } from './postgres-settings.ts';
export { allOf, anyOf, compile, type Sql, sql } from './sql.ts';
export { globalTables, tenantTable } from './tenant-table.ts';
