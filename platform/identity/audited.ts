import { type AuditEntry, auditAs } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import type { Application, Channel, ClientInfo } from '../module/index.ts';
import { globalQuery } from './store.ts';

/** By what way and from where, of a request that may have no context. */
export interface Origin {
  readonly channel: Channel;
  readonly client?: ClientInfo;
}

/** Writes down what concerns an account as a whole in every company its person belongs to. */
export async function auditPerson(app: Application, person: string, origin: Origin, entry: AuditEntry): Promise<void> {
  const places = await globalQuery<{ tenant: number; user: string }>(
    app,
    sql`select tenant_id as tenant, user_id as user from membership where person_id = ${person} and active order by tenant_id`,
  );
  for (const { tenant, user } of places) await auditAs(app, { tenant, user, ...origin }, entry);
}

/** A wrong password for an account there is. Nobody waits for it: the answer must take as long as for an account that does not exist. */
export function auditRefusal(app: Application, person: string, origin: Origin): void {
  const work = async () => {
    const [found] = await globalQuery<{ locked: boolean }>(
      app,
      sql`select coalesce(locked_until > ${app.clock.now()}, false) as locked from person where id = ${person}`,
    );
    if (found) await auditPerson(app, person, origin, { event: 'session.refused', data: found });
  };
  work().catch((error: unknown) => app.log.warn({ error }, 'a refused sign-in was not written down'));
}
