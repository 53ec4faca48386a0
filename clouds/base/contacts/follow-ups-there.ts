import { type Sql, sql } from '@huanke/platform/database';
import type { Context, FieldMeta, ObjectMeta } from '@huanke/platform/module';
import type { FollowedRecord } from '@huanke/platform/pools';
import { followUpAt, tookPlace } from '../follow-up.ts';
import { customerField } from './customers.ts';

/** What is a follow-up, by object, as rows `(type, text, at, seconds)`: the same as hooks note when it is saved. `r`: its row. */
const kinds: readonly { readonly object: string; readonly columns: Sql; readonly counts: Sql }[] = [
  {
    object: 'activity',
    columns: sql`r.type, coalesce(nullif(concat_ws(' ', nullif(r.content, ''), nullif(r.result, '')), ''), r.subject) as text,
      ${followUpAt('r')} as at, extract(epoch from r.end_at - r.start_at) as seconds`,
    counts: tookPlace('r'),
  },
  {
    // neither what is quoted nor the signature
    object: 'emailMessage',
    columns: sql`'email' as type, regexp_replace(regexp_replace(r.content, '^-- ?$.*', '', 'w'), '^>.*$', '', 'gn') as text, r.sent_at as at, null as seconds`,
    counts: sql`r.direction = 'out'`,
  },
  {
    object: 'callLog',
    columns: sql`'call' as type, '' as text, r.start_at as at, coalesce(r.seconds, 0) as seconds`,
    counts: sql`r.outcome = 'answered'`,
  },
];

const columnOf = ({ storage }: FieldMeta): Sql | undefined => {
  if (storage.kind === 'column') return sql.ref(`t.${storage.column}`);
  return storage.kind === 'custom' ? sql`(t.custom ->> ${storage.key})::uuid` : undefined;
};

/** Records of one kind that are about these accounts, as rows `(account, id)`. */
function aboutIn(ctx: Context, meta: ObjectMeta, accounts: readonly string[]): Sql | undefined {
  const field = meta.fields.get(customerField(meta) ?? '');
  const column = field && columnOf(field);
  if (!column) return undefined;
  return sql`select ${column} as account, t.id from ${sql.id(meta.table)} t
    where t.tenant_id = ${ctx.tenant.id} ${meta.custom ? sql`and t.object = ${meta.name}` : sql``} and ${column} = any(${accounts}::uuid[])`;
}

/** What a follow-up of a record may be about, as rows `(account, id)`: the record itself; of an account its deals, its people, whatever names it. */
function targetsOf(ctx: Context, object: string, ids: readonly string[]): Sql {
  const own = sql`select i.id as account, i.id from unnest(${ids}::uuid[]) i (id)`;
  if (object !== 'account') return own;
  const others = ctx.meta.objects.flatMap((meta) => (meta.name === 'account' ? [] : (aboutIn(ctx, meta, ids) ?? [])));
  const people = sql`select l.account, l.contact as id from contact_position l
    where l.tenant_id = ${ctx.tenant.id} and l.account = any(${ids}::uuid[]) and l.left_on is null and l.deleted_at is null`;
  return sql.join([own, people, ...others], sql` union `);
}

/**
 * When records were last followed up by what is there now, each by the terms of its pool; one statement for all of one object. Records without any
 * are left out.
 */
export async function followUpsThere(ctx: Context, object: string, records: readonly FollowedRecord[]): Promise<ReadonlyMap<string, Date>> {
  const system = ctx.elevated();
  const sources = kinds.flatMap(({ object: name, columns, counts }) => {
    const meta = system.meta.object(name);
    if (!meta) return [];
    return sql`select ${columns} from record_link l
      join ${sql.table(meta.table)} r on r.tenant_id = l.tenant_id and r.id = l.record_id and r.deleted_at is null and ${counts}
      where l.tenant_id = ${ctx.tenant.id} and l.target_id = t.id and l.object = ${name} and l.field = 'related'`;
  });
  const terms = JSON.stringify(
    records.map(({ id, followTypes, minCharacters, minCallSeconds }) => ({ id, followTypes, minCharacters, minCallSeconds })),
  );
  const rows = await ctx.query<{ id: string; at: Date | string }>(sql`
    with target as (${targetsOf(
      system,
      object,
      records.map(({ id }) => id),
    )})
    select w.id, max(s.at) as at
    from jsonb_to_recordset(${terms}::jsonb) as w (id uuid, "followTypes" jsonb, "minCharacters" int, "minCallSeconds" int)
    join target t on t.account = w.id
    cross join lateral (${sql.join(sources, sql` union all `)}) s
    where w."followTypes" ? s.type and s.at <= ${ctx.clock.now()}
      and (char_length(btrim(s.text, E' \\t\\n\\r\\u00a0\\u3000')) >= w."minCharacters" or s.type = 'call' and s.seconds >= w."minCallSeconds")
    group by w.id`);
  return new Map(rows.map(({ id, at }) => [id, new Date(at)]));
}
