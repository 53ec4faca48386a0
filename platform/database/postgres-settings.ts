import { totalmem } from 'node:os';

/** Settings of the embedded server, by their PostgreSQL names. */
export type PostgresSettings = Readonly<Record<string, string | number>>;

const MEGABYTE = 2 ** 20;

/**
 * An eighth of the machine's (or the container's) memory, 128 MB to 1 GB, as PostgreSQL writes it. An import into a company of millions reads
 * and writes gigabytes of indexes: with 256 MB it took a third longer than with 1 GB.
 */
export function sharedBuffers(memory = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem())): string {
  return `${Math.round(Math.min(Math.max(memory / 8 / MEGABYTE, 128), 1024))}MB`;
}

// For two cores and some 8 GB shared with the application; whoever has more sets more, or runs a server of their own.
const common: PostgresSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  max_connections: 100,
  // Compiling costs more than it saves on the short statements of an application.
  jit: 'off',
  shared_buffers: sharedBuffers(),
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  random_page_cost: 1.1,
  max_parallel_workers_per_gather: 1,
  max_wal_size: '4GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '15min',
  // pglz, the one method the shipped server has, took a fifth of its time under creates.
  wal_compression: 'off',
  // The default of a fifth lets a table of a million rows collect 200,000 dead ones before anyone cleans up.
  autovacuum_vacuum_scale_factor: 0.05,
  autovacuum_analyze_scale_factor: 0.02,
  autovacuum_vacuum_insert_scale_factor: 0.05,
  autovacuum_naptime: '30s',
};

// A test database may be lost at any moment.
const forgetful: PostgresSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  shared_buffers: '128MB',
};

/** The `-c name=value` arguments: built-in settings, then those for data that may be lost, then the caller's. */
export function settingArguments(durable: boolean, own: PostgresSettings = {}): string[] {
  const merged = { ...common, ...(durable ? {} : forgetful), ...own };
  return Object.entries(merged).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
