import type { Context } from './context.ts';

/** An event as it lies in the outbox. */
export interface EventRecord {
  readonly id: string;
  readonly at: string;
  /** `lead.converted`, `opportunity.updated` */
  readonly event: string;
  readonly object: string;
  readonly record: string;
  readonly by: string | null;
  readonly channel: string;
  readonly changes: unknown;
}

/** Told of committed events, at least once, in order per record: must be idempotent by `event.id`. */
export interface SubscriberDefinition {
  readonly name: string;
  /** Event names, or `*.created`. */
  readonly events: readonly string[];
  /**
   * It does something of its own accord: gives records out (`assignment`), or scores, tags, tells people and programs (`other`). It does not
   * hear of events from which that is not to follow. Absent: upkeep, which hears of everything.
   */
  readonly automation?: 'assignment' | 'other';
  run(ctx: Context, events: readonly EventRecord[]): Promise<void>;
}

export function defineSubscriber(definition: SubscriberDefinition): SubscriberDefinition {
  return definition;
}

/** Work outside of a request. The queue may run it twice; it must resume or be idempotent. */
export interface JobDefinition<P = unknown> {
  readonly name: string;
  /** crontab line in UTC, for jobs that run for the whole installation. */
  readonly schedule?: string;
  run(ctx: JobContext, payload: P): Promise<void>;
}

export interface JobContext {
  /** A context of the tenant (and user) named by the payload's `tenant` and `user`. */
  readonly contextFor: Context['app']['contextFor'];
  readonly app: Context['app'];
  /** Set when the worker is asked to stop: checkpoint and throw or return; the job is taken up again. */
  readonly signal: AbortSignal;
}

export function defineJob<P>(definition: JobDefinition<P>): JobDefinition<P> {
  return definition;
}
