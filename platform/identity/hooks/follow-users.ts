import { audit } from '../../audit/index.ts';
import { sql } from '../../database/sql.ts';
import { type Change, type Context, defineHook } from '../../module/index.ts';
import { leaveSandboxes } from '../sandboxes.ts';
import { mobileOf } from '../sign-in.ts';
import { raiseAccessVersion } from '../tenant-info.ts';

// What rights, the session's answer and the cached person are made of.
const known = ['name', 'email', 'department', 'manager', 'position', 'active', 'language'];

const touches = (change: Change, fields: readonly string[]) =>
  change.operation !== 'update' || fields.some((field) => field in change.values);

/** After a change of people, rights cached before are not used any more. */
export const peopleChanged = defineHook({
  name: 'identity.peopleChanged',
  object: 'user',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    if (changes.some((change) => touches(change, known))) await ctx.query(raiseAccessVersion(ctx.tenant.id));
    return undefined;
  },
});

/** Somebody new is a member until said otherwise, by whatever way they came in: an import, too, makes people who can work. */
export const newPeopleAreMembers = defineHook({
  name: 'identity.newPeopleAreMembers',
  object: 'user',
  stage: 'afterSave',
  on: ['create'],
  async run(ctx, changes) {
    await ctx.query(sql`
      insert into user_role (tenant_id, user_id, role_id)
      select r.tenant_id, u.id, r.id from role r cross join unnest(${changes.map((change) => change.id)}::uuid[]) u (id)
      where r.tenant_id = ${ctx.tenant.id} and r.key = 'member' and r.system on conflict do nothing`);
    return undefined;
  },
});

export const departmentsChanged = defineHook({
  name: 'identity.departmentsChanged',
  object: 'department',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    if (changes.some((change) => touches(change, ['name', 'parent', 'manager']))) await ctx.query(raiseAccessVersion(ctx.tenant.id));
    return undefined;
  },
});

/** Who is switched off or deleted is out at once; who comes back may sign in as before. */
export const sessionsFollow = defineHook({
  name: 'identity.sessionsFollow',
  object: 'user',
  stage: 'afterSave',
  on: ['update', 'delete', 'restore'],
  async run(ctx, changes) {
    const off = changes.filter(
      (change) => change.operation === 'delete' || (change.operation === 'update' && change.values.active === false),
    );
    const on = changes.filter(
      (change) =>
        (change.operation === 'update' && change.values.active === true) ||
        (change.operation === 'restore' && change.before?.active === true),
    );
    await open(ctx, on, true);
    await open(ctx, off, false);
    for (const change of on) await audit(ctx, { event: 'user.activated', object: 'user', record: change.id });
    for (const change of off) await audit(ctx, { event: 'user.deactivated', object: 'user', record: change.id });
    if (off.length === 0) return undefined;
    const ids = off.map((change) => change.id);
    await leaveSandboxes(ctx, ids);
    await ctx.query(sql`delete from session where tenant_id = ${ctx.tenant.id} and user_id = any(${ids}::uuid[])`);
    await ctx.query(sql`delete from one_time_token where tenant_id = ${ctx.tenant.id} and user_id = any(${ids}::uuid[])`);
    // an account at a work platform is free for somebody else once its person is deleted
    const deleted = off.filter(({ operation }) => operation === 'delete').map(({ id }) => id);
    await ctx.query(sql`delete from work_app_user where tenant_id = ${ctx.tenant.id} and user_id = any(${deleted}::uuid[])`);
    return undefined;
  },
});

async function open(ctx: Context, changes: readonly Change[], active: boolean): Promise<void> {
  if (changes.length === 0) return;
  await ctx.query(
    sql`update membership set active = ${active} where tenant_id = ${ctx.tenant.id} and user_id = any(${changes.map((change) => change.id)}::uuid[])`,
  );
}

/**
 * A new e-mail also signs in, as long as the person is only here and nobody else has it. A person of several companies keeps their own
 * account: one company's administrator must not rename it. They are taken off this company and need a new invitation, as does
 * somebody given an e-mail that already signs in another person.
 */
export const accountsFollow = defineHook({
  name: 'identity.accountsFollow',
  object: 'user',
  stage: 'afterSave',
  on: ['update'],
  async run(ctx, changes) {
    const renamed = changes.filter((change) => 'email' in change.values);
    if (renamed.length === 0) return undefined;
    const rows = await ctx.query<{ person: string; user: string; email: string | null; free: boolean }>(sql`
      select m.person_id as person, m.user_id as user, w.email,
        not exists (select from membership x join tenant o on o.id = x.tenant_id
          where x.person_id = m.person_id and x.tenant_id <> m.tenant_id and (o.settings ->> 'sandboxOf')::int is distinct from m.tenant_id)
        and not exists (select from person p where p.email = w.email and p.id <> m.person_id) as free
      from unnest(${renamed.map((change) => change.id)}::uuid[], ${renamed.map((change) => change.values.email ?? null)}::text[]) w (id, email)
      join membership m on m.tenant_id = ${ctx.tenant.id} and m.user_id = w.id`);
    const move = rows.filter((row) => row.free);
    const part = rows.filter((row) => !row.free).map((row) => row.user);
    if (move.length > 0) {
      await ctx.query(sql`
        update person p set email = w.email from unnest(${move.map((row) => row.person)}::uuid[], ${move.map((row) => row.email)}::text[]) w (id, email) where p.id = w.id`);
    }
    if (part.length > 0) {
      await leaveSandboxes(ctx, part);
      await ctx.query(sql`delete from session where tenant_id = ${ctx.tenant.id} and user_id = any(${part}::uuid[])`);
      await ctx.query(sql`delete from membership where tenant_id = ${ctx.tenant.id} and user_id = any(${part}::uuid[])`);
    }
    // links sent to the old address open nothing any more
    await ctx.query(
      sql`delete from one_time_token where tenant_id = ${ctx.tenant.id} and user_id = any(${renamed.map((change) => change.id)}::uuid[])`,
    );
    return undefined;
  },
});

/**
 * Mobile numbers sign in, too. A changed number queues behind whoever has entered it before, so that nobody takes over the one of
 * somebody else; an unchanged one keeps its place.
 */
export const mobilesFollow = defineHook({
  name: 'identity.mobilesFollow',
  object: 'user',
  stage: 'afterSave',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes) {
    const rows = changes
      .filter((change) => touches(change, ['phone']))
      .map((change) => {
        const phone = change.operation === 'restore' ? change.before?.phone : change.values.phone;
        return { id: change.id, mobile: change.operation === 'delete' ? null : (mobileOf(phone) ?? null) };
      });
    if (rows.length === 0) return undefined;
    const given = sql`unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.mobile)}::text[]) w (id, mobile)`;
    await ctx.query(sql`
      delete from sign_in_mobile s using ${given}
      where s.tenant_id = ${ctx.tenant.id} and s.user_id = w.id and s.mobile is distinct from w.mobile`);
    await ctx.query(sql`
      insert into sign_in_mobile (tenant_id, user_id, mobile) select ${ctx.tenant.id}::int, w.id, w.mobile from ${given}
      where w.mobile is not null on conflict (tenant_id, user_id) do nothing`);
    return undefined;
  },
});
