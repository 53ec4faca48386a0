import { type Sql, sql } from '../database/sql.ts';
import { newId } from '../kernel/index.ts';
import { type Application, type Channel, type ClientInfo, type Context, systemUser } from '../module/index.ts';

/** What happened, in words for machines: `{ event: 'user.deactivated', object: 'user', record: id }`. */
export interface AuditEntry {
  /** object.verbPast, as events are called: `session.started`, `role.changed`. */
  readonly event: string;
  readonly object?: string;
  readonly record?: string;
  /** What else a reader needs. Never secrets, and no personal data: an entry outlives the person it speaks of. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Who did it, where no context of a signed-in person exists: signing in, the command line. */
export interface AuditActor {
  readonly tenant: number;
  readonly user: string | null;
  readonly channel: Channel;
  readonly client?: ClientInfo;
}

/**
 * Writes an entry of the audit log in the caller's transaction: it is there exactly when what it tells of was committed.
 *
 * @example await audit(ctx, { event: 'role.changed', object: 'role', record: role.id, data: { permissions } });
 */
export async function audit(ctx: Context, entry: AuditEntry): Promise<void> {
  const user = ctx.user.id === systemUser.id ? null : ctx.user.id;
  const actor: AuditActor = { tenant: ctx.tenant.id, user, channel: ctx.channel, ...(ctx.client ? { client: ctx.client } : {}) };
  await ctx.transaction(async (tx) => {
    await tx.query(insertEntry(actor, entry, ctx.clock.now()));
    tx.afterCommit(() => askForSeal(ctx.app, ctx.tenant.id));
  });
}

/** The same where there is no context, in a transaction of its own. */
export async function auditAs(app: Application, actor: AuditActor, entry: AuditEntry): Promise<void> {
  await app.database.write(actor.tenant, async (transaction) => {
    await transaction.query(insertEntry(actor, entry, app.clock.now()));
    transaction.afterCommit(() => askForSeal(app, actor.tenant));
  });
}

function insertEntry({ tenant, user, channel, client }: AuditActor, entry: AuditEntry, at: Date): Sql {
  return sql`
    insert into audit_log (tenant_id, id, at, event, by_user, channel, address, agent, object, record_id, data)
    values (${tenant}, ${newId()}, ${at}, ${entry.event}, ${user}, ${channel}, ${client?.address.slice(0, 60) ?? null}, ${client?.agent.slice(0, 300) ?? null},
      ${entry.object ?? null}, ${entry.record ?? null}, ${JSON.stringify(entry.data ?? {})}::jsonb)`;
}

const asked = new WeakMap<Application, Set<number>>();

/** Asks for the new entries to be sealed. Afterwards and not in the transaction, so that writers never wait for each other at the queue. */
function askForSeal(app: Application, tenant: number): void {
  const waiting = asked.get(app) ?? new Set<number>();
  asked.set(app, waiting);
  if (waiting.has(tenant)) return;
  waiting.add(tenant);
  app.jobs
    .add('audit.seal', { tenant }, { key: `audit.seal:${tenant}` })
    // the nightly run seals what could not be asked for
    .catch((error: unknown) => app.log.warn({ tenant, error }, 'sealing of the audit log not asked for'))
    .finally(() => waiting.delete(tenant));
}
