import { auditAs } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import type { SecurityEvent, SecurityReport } from '../identity/index.ts';
import type { Application, Context } from '../module/index.ts';
import { notify } from '../notifications/index.ts';
import { notificationKinds } from '../notifications/kinds.ts';

export interface SecurityReports {
  readonly report: SecurityReport;
  /** Everything taken note of so far is written. */
  settled(): Promise<void>;
}

interface Place {
  readonly tenant: number;
  readonly user: string;
  readonly demo: boolean;
}

/**
 * Tells people what happened to their accounts and keeps it, after the answer was given: how long signing in takes must not tell whether
 * an account exists.
 */
export function securityReports(app: () => Application): SecurityReports {
  const pending = new Set<Promise<void>>();
  return {
    report(event) {
      const work = keep(app(), event)
        .catch((error: unknown) => app().log.error({ error, event: event.event }, 'security event not kept'))
        .finally(() => pending.delete(work));
      pending.add(work);
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

async function keep(app: Application, event: SecurityEvent): Promise<void> {
  for (const place of await placesOf(app, event)) {
    // the company may be gone, or the person may have left it, since
    const user = event.user ?? place.user;
    const ctx = await app.contextFor({ tenant: place.tenant, ...(user ? { user } : {}), channel: 'api' }).catch(() => undefined);
    if (!ctx) continue;
    await tell(ctx, event, place);
    // who tries passwords is not known
    const unknown = event.event === 'account.locked' || event.event === 'twoStep.refused';
    await write(app, event, place, unknown ? null : user || null);
  }
}

/** Names of devices and networks are what an administrator looks for; who they belong to is in the entry's own columns. */
async function write(app: Application, event: SecurityEvent, place: Place, by: string | null): Promise<void> {
  const { address, ...data } = event.data ?? {};
  const client = event.client ?? (typeof address === 'string' ? { address, agent: '' } : undefined);
  const record = event.target ?? (place.user || null);
  await auditAs(
    app,
    { tenant: place.tenant, user: by, channel: 'web', ...(client ? { client } : {}) },
    { event: event.event, ...(record ? { object: 'user', record } : {}), data },
  );
}

/** Where an event is told: in its company, or in all those of the person. */
async function placesOf(app: Application, event: SecurityEvent): Promise<Place[]> {
  const rows = await app.database.global((connection) =>
    connection.query<Place>(sql`
      select t.id as tenant, coalesce(m.user_id::text, '') as user, t.settings ? 'demo' as demo
      from tenant t left join membership m on m.tenant_id = t.id and m.person_id = ${event.person ?? null}::uuid and m.active
      where t.status = 'active' and not t.settings ? 'sandboxOf' and case when ${event.tenant ?? null}::int is null then m.user_id is not null else t.id = ${event.tenant ?? null}::int end`),
  );
  return rows;
}

async function tell(ctx: Context, event: SecurityEvent, place: Place): Promise<void> {
  const reader = event.target ?? place.user;
  // everybody tries the demonstration from a new device
  if (!reader || !(event.event in notificationKinds) || (place.demo && event.event === 'device.added')) return;
  await notify(ctx, [{ user: reader, kind: event.event, data: { by: ctx.user.id, ...event.data } }]);
}
