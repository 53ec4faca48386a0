import type { Readable } from 'node:stream';
import type pg from 'pg';
import type { Database } from '../database/pool.ts';
import type { ActionDefinition } from './action.ts';
import type { JobDefinition, SubscriberDefinition } from './background.ts';
import type { TenantMetadata } from './context.ts';
import type { HookDefinition } from './hook.ts';
import type { FigureDefinition, HomeSectionDefinition, ModuleDefinition, PairValueDefinition } from './manifest.ts';
import type { ObjectDefinition } from './object.ts';
import type { NextActionDefinition, PanelDefinition, TileDefinition, TimelineSourceDefinition } from './page.ts';
import type { PartKind } from './part.ts';

/** All modules put together and checked; the same for every tenant. */
export interface Registry {
  readonly modules: readonly ModuleDefinition[];
  readonly objects: ReadonlyMap<string, ObjectDefinition>;
  hooksOf(object: string): readonly HookDefinition[];
  actionsOf(object: string): readonly ActionDefinition<unknown, unknown>[];
  readonly subscribers: readonly SubscriberDefinition[];
  readonly jobs: ReadonlyMap<string, JobDefinition>;
  readonly parts: ReadonlyMap<string, PartKind>;
  readonly figures: readonly FigureDefinition[];
  readonly timelineSources: readonly TimelineSourceDefinition[];
  /** In order. */
  readonly tiles: readonly TileDefinition[];
  readonly panels: readonly PanelDefinition[];
  readonly nextActions: readonly NextActionDefinition[];
  readonly home: readonly HomeSectionDefinition[];
  /** By object. */
  readonly pairValues: ReadonlyMap<string, PairValueDefinition>;
}

/** Shipped and tenant-made metadata merged, cached per tenant and version. */
export interface MetadataService {
  load(tenant: number, version: number): Promise<TenantMetadata>;
}

/** Adds work to the queue; a job with the same `key` that has not begun is replaced. */
export interface JobQueue {
  add(name: string, payload: Record<string, unknown>, options?: { key?: string; runAt?: Date; queue?: string }): Promise<void>;
}

/** Bytes from the first to the last, both included. */
export interface StoredRange {
  readonly start: number;
  readonly end: number;
}

/** Bytes on disk or in a bucket by tenant and file id; rows of table `file` say what they are. */
export interface FileStore {
  readonly kind: 'disk' | 's3';
  /** A file is there whole or not at all. `type` is told to stores that keep one. */
  put(tenant: number, id: string, content: Readable | Buffer, type?: string): Promise<{ size: number; sha256: string }>;
  /** NOT_FOUND when it is not there. */
  open(tenant: number, id: string, range?: StoredRange): Promise<Readable>;
  /** Where its bytes lie on this machine, for what reads files only; a store elsewhere fetches a copy first. */
  local(tenant: number, id: string): Promise<string>;
  remove(tenant: number, id: string): Promise<void>;
  /** Ids of all files of a company. */
  list(tenant: number): AsyncIterable<string>;
  /** Where a virus scanner is set: what it finds in a file. */
  scan?(tenant: number, id: string): Promise<string | undefined>;
  /** Throws when the store can not be reached or refuses us. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Told after commits; coalesces and wakes subscribers and live lists, in this process and in others. */
export interface EventSignal {
  committed(tenant: number): void;
}

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

declare module './context.ts' {
  interface Application {
    readonly database: Database;
    readonly registry: Registry;
    readonly metadata: MetadataService;
    readonly jobs: JobQueue;
    readonly files: FileStore;
    readonly signal: EventSignal;
    readonly log: Log;
    /** The owner's connection: index jobs and the queue. Never for data of a request. */
    readonly owner: pg.Pool;
    /** Where files and the like are kept. */
    readonly dataDir: string;
    /** A context outside of a request: jobs, command line, tests. `user` absent: the system itself, with every right. `scopes`: of the key it is done by. */
    contextFor(who: {
      tenant: number;
      user?: string | null;
      channel?: Context['channel'];
      scopes?: Access['scopes'] | null;
    }): Promise<Context>;
  }
}
