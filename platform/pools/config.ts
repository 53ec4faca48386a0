import { type Principal, principalKinds } from '../access/index.ts';
import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { raiseAccessVersion } from '../identity/tenant-info.ts';
import { runBackground } from '../jobs/index.ts';
import { errors, isId, label } from '../kernel/index.ts';
import { BodyReader, refuseStale, type Seen } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { createRecord, filterProblem, updateRecord } from '../records/index.ts';
import { principalTitles } from '../sharing/principals.ts';
import { type RuleKind, type RuleUnit, ruleKinds, ruleUnits } from './due.ts';
import { graceDays, managesPools, type PoolRow, pooledMeta, poolOf, rulesPool } from './store.ts';

export interface RuleSetting {
  readonly kind: RuleKind;
  readonly enabled: boolean;
  readonly amount: number;
  readonly unit: RuleUnit;
}

export interface MemberSetting extends Principal {
  readonly admin: boolean;
}

/** Rules as they are shipped; each is off until somebody switches it on. */
export const shippedRules: readonly RuleSetting[] = [
  { kind: 'firstFollowUp', enabled: false, amount: 24, unit: 'workingHour' },
  { kind: 'followUp', enabled: false, amount: 15, unit: 'day' },
  { kind: 'opportunity', enabled: false, amount: 60, unit: 'day' },
  { kind: 'deal', enabled: false, amount: 180, unit: 'day' },
  { kind: 'hold', enabled: false, amount: 90, unit: 'day' },
];

export interface PoolSettings extends PoolRow {
  /** For `If-Match`: raised by every change of what is said of the pool. */
  readonly version: number;
  readonly filter: unknown;
  readonly members: readonly (MemberSetting & { readonly title: string })[];
  readonly rules: readonly RuleSetting[];
}

const mostMembers = 500;
const own = [
  'name',
  'active',
  'visibility',
  'claimMode',
  'dailyLimit',
  'holdingLimit',
  'cooldownHours',
  'batchMax',
  'followTypes',
  'minCharacters',
  'minCallSeconds',
  'graceDays',
  'ownerGone',
  'exemptStage',
  'exemptKeys',
] as const;
const keys = new Set<string>([...own, 'object', 'filter', 'members', 'rules', 'version']);

function readMembers(reader: BodyReader): MemberSetting[] {
  const found = new Map<string, MemberSetting>();
  for (const [index, item] of (reader.list('members', mostMembers) ?? []).entries()) {
    const one = new BodyReader(item, `members[${index}]`);
    one.only(new Set(['kind', 'id', 'admin', 'title']));
    const kind = one.oneOf('kind', principalKinds) ?? one.problem('kind', 'REQUIRED', label('必填', 'Required'));
    const id = one.text('id', { max: 40, required: true });
    if (id !== undefined && !isId(id)) one.problem('id', 'INVALID_VALUE', label('标识不正确', 'Not an id'));
    const admin = one.boolean('admin') ?? false;
    reader.problems.push(...one.problems);
    if (kind && id && isId(id)) found.set(id.toLowerCase(), { kind, id: id.toLowerCase(), admin });
  }
  return [...found.values()];
}

export function readRules(reader: BodyReader): RuleSetting[] {
  const found = new Map<RuleKind, RuleSetting>();
  for (const [index, item] of (reader.list('rules', ruleKinds.length) ?? []).entries()) {
    const one = new BodyReader(item, `rules[${index}]`);
    one.only(new Set(['kind', 'enabled', 'amount', 'unit']));
    const kind = one.oneOf('kind', ruleKinds);
    if (!one.has('kind')) one.problem('kind', 'REQUIRED', label('必填', 'Required'));
    const unit = one.oneOf('unit', ruleUnits) ?? 'day';
    const amount = one.integer('amount', 1, 3650);
    if (!one.has('amount')) one.problem('amount', 'REQUIRED', label('必填', 'Required'));
    const enabled = one.boolean('enabled') ?? false;
    reader.problems.push(...one.problems);
    if (kind && amount !== undefined) found.set(kind, { kind, enabled, amount, unit });
  }
  return [...found.values()];
}

/** Makes a pool or changes one: its record, its people and its rules, in one transaction. What is not named stays. */
export async function savePool(ctx: Context, id: string | undefined, body: unknown, ifMatch?: number): Promise<PoolSettings> {
  if (!managesPools(ctx)) throw errors.FORBIDDEN();
  const reader = new BodyReader(body);
  reader.only(keys);
  const members = reader.has('members') ? readMembers(reader) : undefined;
  const rules = reader.has('rules') ? readRules(reader) : undefined;
  const version = reader.integer('version', 1, 2_000_000_000);
  reader.finish();
  const values = Object.fromEntries(own.flatMap((key) => (reader.has(key) ? [[key, reader.raw(key)]] : [])));
  return ctx.transaction(async (tx) => {
    const poolMeta = tx.meta.object('pool');
    if (!poolMeta) throw errors.NOT_FOUND();
    const before = id === undefined ? undefined : await poolOf(tx, id);
    if (before) await refuseStalePool(tx, before.id, { ifMatch, version }, { ...values, ...given(reader, { members, rules }) });
    const object = before?.object ?? reader.text('object', { max: 60, required: true });
    if (object !== undefined && !tx.meta.object(object)?.pooled)
      reader.problem('object', 'INVALID_VALUE', label('这个对象没有公海', 'Records of this object can not lie in a pool'));
    reader.finish();
    const made = before
      ? await updateRecord(tx, poolMeta, before.id, values)
      : await createRecord(tx, poolMeta, { ...values, forObject: object });
    if (reader.has('filter')) await writeFilter(tx, object ?? '', made.id, reader.raw('filter') ?? null);
    if (members) await writeMembers(tx, made.id, members);
    if (rules) await writeRules(tx, made.id, rules);
    await tx.query(sql`update pool_access set version = version + 1 where tenant_id = ${tx.tenant.id} and pool_id = ${made.id}::uuid`);
    await tx.query(raiseAccessVersion(tx.tenant.id));
    await audit(tx, {
      event: before ? 'pool.changed' : 'pool.created',
      object: 'pool',
      record: made.id,
      data: { keys: Object.keys(body as object) },
    });
    await runBackground(tx, 'pools.settle', { pool: made.id });
    return settingsOf(tx, made.id);
  });
}

/** Of what is not a field of the pool's record: what this body says. */
const given = (reader: BodyReader, lists: { members: unknown; rules: unknown }) => ({
  ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list !== undefined)),
  ...(reader.has('filter') ? { filter: reader.raw('filter') ?? null } : {}),
});

/** Nobody else writes the pool from here to the end of the transaction. */
async function refuseStalePool(tx: Context, id: string, seen: Seen, written: object): Promise<void> {
  await tx.query(sql`select 1 from pool_access where tenant_id = ${tx.tenant.id} and pool_id = ${id}::uuid for update`);
  if (seen.ifMatch === undefined && seen.version === undefined) return;
  const now = await settingsOf(tx, id);
  refuseStale(seen, now.version, written, { ...now, members: now.members.map(({ kind, id: one, admin }) => ({ kind, id: one, admin })) });
}

async function writeFilter(tx: Context, object: string, pool: string, filter: unknown): Promise<void> {
  const message = filter === null ? undefined : filterProblem(tx, pooledMeta(tx, object), filter);
  if (message) throw errors.INVALID_VALUE({ errors: [{ field: 'filter', code: 'INVALID_VALUE', message }] });
  await tx.query(sql`
    update pool_access set filter = ${filter === null ? null : JSON.stringify(filter)}::jsonb where tenant_id = ${tx.tenant.id} and pool_id = ${pool}`);
}

async function writeMembers(tx: Context, pool: string, members: readonly MemberSetting[]): Promise<void> {
  await tx.query(sql`delete from pool_member where tenant_id = ${tx.tenant.id} and pool_id = ${pool}`);
  await tx.query(sql`
    insert into pool_member (tenant_id, pool_id, principal, kind, admin)
    select ${tx.tenant.id}, ${pool}::uuid, m.id, m.kind, m.admin
    from unnest(${members.map(({ id }) => id)}::uuid[], ${members.map(({ kind }) => kind)}::text[], ${members.map(({ admin }) => admin)}::boolean[]) m (id, kind, admin)`);
}

/** A rule that is switched on leaves what is owned already alone for the days of grace. */
async function writeRules(tx: Context, pool: string, rules: readonly RuleSetting[]): Promise<void> {
  const now = tx.clock.now();
  await tx.query(sql`
    insert into pool_rule as r (tenant_id, pool_id, kind, enabled, amount, unit, enabled_at, grace_until)
    select ${tx.tenant.id}, p.id, n.kind, n.enabled, n.amount, n.unit, case when n.enabled then ${now}::timestamptz end,
      case when n.enabled then ${now}::timestamptz + make_interval(days => ${graceDays}) end
    from unnest(${rules.map(({ kind }) => kind)}::text[], ${rules.map(({ enabled }) => enabled)}::boolean[], ${rules.map(({ amount }) => amount)}::int[],
      ${rules.map(({ unit }) => unit)}::text[]) n (kind, enabled, amount, unit)
    join pool p on p.tenant_id = ${tx.tenant.id} and p.id = ${pool}
    on conflict (tenant_id, pool_id, kind) do update set enabled = excluded.enabled, amount = excluded.amount, unit = excluded.unit,
      -- one that was on and is made shorter gives grace as well
      enabled_at = case when r.enabled and excluded.enabled and (r.amount, r.unit) = (excluded.amount, excluded.unit) then r.enabled_at else excluded.enabled_at end,
      grace_until = case when r.enabled and excluded.enabled and (r.amount, r.unit) = (excluded.amount, excluded.unit) then r.grace_until else excluded.grace_until end`);
}

/** A pool with its people, rules and filter, for who manages it. */
export async function settingsOf(ctx: Context, id: string): Promise<PoolSettings> {
  const pool = await poolOf(ctx, id);
  if (!rulesPool(ctx, pool)) throw errors.FORBIDDEN();
  const tenant = ctx.tenant.id;
  const [row] = await ctx.query<{ version: number; filter: unknown; members: MemberSetting[]; rules: RuleSetting[] }>(sql`
    select a.version, a.filter,
      coalesce((select jsonb_agg(jsonb_build_object('kind', m.kind, 'id', m.principal, 'admin', m.admin) order by m.admin desc, m.principal)
        from pool_member m where m.tenant_id = ${tenant} and m.pool_id = a.pool_id), '[]') as members,
      coalesce((select jsonb_agg(jsonb_build_object('kind', r.kind, 'enabled', r.enabled, 'amount', r.amount, 'unit', r.unit))
        from pool_rule r where r.tenant_id = ${tenant} and r.pool_id = a.pool_id), '[]') as rules
    from pool_access a where a.tenant_id = ${tenant} and a.pool_id = ${pool.id}`);
  const titles = await principalTitles(
    ctx,
    (row?.members ?? []).map((member) => member.id),
  );
  return {
    ...pool,
    version: row?.version ?? 1,
    filter: row?.filter ?? null,
    members: (row?.members ?? []).map((member) => ({ ...member, title: titles.get(member.id)?.title ?? '' })),
    rules: shippedRules.map((rule) => row?.rules.find((one) => one.kind === rule.kind) ?? rule),
  };
}
