import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { type BackgroundRun, defineBackgroundJob, runBackground } from '../jobs/index.ts';
import type { Context } from '../module/index.ts';
import { openConnection } from './connections.ts';
import { refusedBy, workAppErrors } from './errors.ts';
import { isNoOwner, mayLink, mobileIn } from './people.ts';
import type { Platform } from './platforms.ts';

// so many calls between two steps that are kept
const batch = 20;

interface Unlinked {
  readonly user: string;
  readonly mobile: string | null;
  readonly email: string | null;
}

/** Active people without an account who are no owners, after one; of a mobile that several have nobody can say whose it is. */
function unlinked(ctx: Context, platform: Platform, after: string | undefined): Promise<Unlinked[]> {
  return ctx.query<Unlinked>(sql`
    with contact as (
      select u.id, ${mobileIn('u')} as mobile, count(*) over (partition by ${mobileIn('u')}) as same_mobile
      from app_user u where u.tenant_id = ${ctx.tenant.id} and u.active and u.deleted_at is null)
    select u.id as "user", case when c.same_mobile = 1 then c.mobile end as mobile, u.email
    from app_user u join contact c on c.id = u.id
    where u.tenant_id = ${ctx.tenant.id} and (c.mobile is not null or u.email is not null) and ${isNoOwner}
      ${after ? sql`and u.id > ${after}::uuid` : sql``} and not exists (
      select from work_app_user l where l.tenant_id = u.tenant_id and l.platform = ${platform} and l.user_id = u.id)
    order by u.id limit ${batch}`);
}

/** Starts looking for people's accounts by their mobiles and e-mails; answers the id of the work. */
export async function startMatching(ctx: Context, platform: Platform): Promise<{ id: string }> {
  mayLink(ctx);
  if (!(await openConnection(ctx.app, ctx.tenant.id, platform))) throw workAppErrors.WORK_APP_OFF();
  return runBackground(ctx, 'workApps.match', { platform });
}

/** What was found is kept batch by batch: work that was stopped goes on with whoever is still without an account. */
async function match({ ctx, payload: { platform }, progress }: BackgroundRun<{ readonly platform: Platform }>) {
  const connection = await openConnection(ctx.app, ctx.tenant.id, platform);
  if (!connection) throw workAppErrors.WORK_APP_OFF();
  const { adapter, ask } = connection.line;
  let [checked, linked] = [0, 0];
  let after: string | undefined;
  for (;;) {
    const people = await unlinked(ctx, platform, after);
    const found: { user: string; account: string }[] = [];
    // one after the other: platforms count calls
    for (const { user, mobile, email } of people) {
      const account = mobile || email ? await adapter.find(ask, { mobile, email }).catch(refusedBy(platform)) : undefined;
      if (account) found.push({ user, account });
    }
    linked += await keep(ctx, platform, found);
    checked += people.length;
    await progress(1 - 1 / (1 + checked / batch));
    after = people.at(-1)?.user;
    if (people.length < batch) return { result: { checked, linked } };
  }
}

/** An account that is somebody else's stays theirs. */
function keep(ctx: Context, platform: Platform, found: readonly { user: string; account: string }[]): Promise<number> {
  return ctx.transaction(async (tx) => {
    const rows = await tx.query<{ user: string; account: string }>(sql`
      insert into work_app_user (tenant_id, platform, user_id, account, linked_by, linked_at)
      select ${tx.tenant.id}, ${platform}, f.user_id, f.account, 'match', ${tx.clock.now()}
      from unnest(${found.map(({ user }) => user)}::uuid[], ${found.map(({ account }) => account)}::text[]) f (user_id, account)
      on conflict do nothing returning user_id as "user", account`);
    if (rows.length > 0) await audit(tx, { event: 'workApp.matched', data: { platform, people: rows.length } });
    return rows.length;
  });
}

export const matchJob = defineBackgroundJob<{ readonly platform: Platform }>({ name: 'workApps.match', run: match });
