import { type Principal, peopleOf, principalKinds } from '../access/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { dayIn, errors, fieldError, isId, label, newId } from '../kernel/index.ts';
import { BodyReader, refuseStale, type Seen } from '../metadata/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { isOpen } from '../pools/index.ts';
import { filterProblem } from '../records/index.ts';
import { type Method, methods, type Rep } from './choose.ts';
import { noRegionField, saysWhere } from './region.ts';
import { type Shift, shiftNow } from './shift.ts';

/** Where a record goes that nobody of a rule may have. */
export type Fallback = { readonly kind: 'none' | 'manager' } | { readonly kind: 'user' | 'pool'; readonly id: string };

/** A fallback that names whom or what. */
export const namesOne = (fallback: Fallback): fallback is Extract<Fallback, { readonly id: string }> => 'id' in fallback;

export interface RuleBody {
  readonly name: string;
  readonly active: boolean;
  /** Records it is for; null: all. */
  readonly filter: unknown;
  /** Who may get them, in order; the weight of a person in `weighted`. */
  readonly people: readonly (Principal & { readonly weight: number })[];
  readonly method: Method;
  /** Tags that are needed, with their weight in the sum of `skill`. */
  readonly skills: Readonly<Record<string, number>>;
  /** A language that is needed. */
  readonly language: string | null;
  /** A text or an address of the record that must lie in one of a person's regions. */
  readonly regionField: string | null;
  readonly sticky: boolean;
  readonly dailyCap: number | null;
  readonly fallback: Fallback;
}

export interface AssignRule extends RuleBody {
  readonly id: string;
  readonly object: string;
  readonly position: number;
  /** For `If-Match`: raised by every change of the rule, not of its place. */
  readonly version: number;
}

interface Row {
  readonly id: string;
  readonly object: string;
  readonly position: number;
  readonly version: number;
  readonly name: string;
  readonly active: boolean;
  readonly filter: unknown;
  readonly people: RuleBody['people'];
  readonly method: Method;
  readonly definition: Pick<RuleBody, 'skills' | 'language' | 'regionField' | 'sticky' | 'dailyCap' | 'fallback'>;
}

export const managesRules = (ctx: Context): void => {
  if (!ctx.access.can('settings.manage')) throw errors.FORBIDDEN();
};

/** The rules of an object in their order. */
export async function listRules(ctx: Context, object: string): Promise<AssignRule[]> {
  const rows = await ctx.query<Row>(sql`
    select id, object, position, version, name, active, filter, people, method, definition from assign_rule
    where tenant_id = ${ctx.tenant.id} and object = ${object} order by position, id`);
  return rows.map(({ definition, ...row }) => ({ ...row, ...definition }));
}

const keys = new Set([
  'name',
  'active',
  'filter',
  'people',
  'method',
  'skills',
  'language',
  'regionField',
  'sticky',
  'dailyCap',
  'fallback',
  'version',
]);
const mostPeople = 300;

/** The methods that rules of an object may have: a plan needs somebody who says what a record is worth with whom. */
export const methodsFor = (ctx: Context, { name }: ObjectMeta): readonly Method[] =>
  methods.filter((method) => method !== 'optimised' || ctx.app.registry.pairValues.has(name));

/** Reads a rule in its whole; throws every problem, each naming its field. */
export function readRule(ctx: Context, meta: ObjectMeta, body: unknown): RuleBody {
  const reader = new BodyReader(body);
  reader.only(keys);
  const name = reader.text('name', { max: 60, required: true }) ?? '';
  const people = (reader.list('people', mostPeople) ?? []).map((item, index) => {
    const one = new BodyReader(item, `people[${index}]`);
    one.only(new Set(['kind', 'id', 'weight', 'title']));
    const kind = one.oneOf('kind', principalKinds);
    if (!one.has('kind')) one.problem('kind', 'REQUIRED', label('必填', 'Required'));
    const id = one.text('id', { max: 40, required: true });
    if (id !== undefined && !isId(id)) one.problem('id', 'INVALID_VALUE', label('标识不正确', 'Not an id'));
    const weight = one.integer('weight', 1, 1000) ?? 1;
    reader.problems.push(...one.problems);
    return { kind: kind ?? 'user', id: (id ?? '').toLowerCase(), weight };
  });
  if (people.length === 0) reader.problem('people', 'REQUIRED', label('至少选择一个人', 'Choose somebody'));
  const method = reader.oneOf('method', methodsFor(ctx, meta));
  if (!reader.has('method')) reader.problem('method', 'REQUIRED', label('请选择分配方式', 'Choose a method'));
  const filter = reader.raw('filter') ?? null;
  const wrong = filter === null ? undefined : filterProblem(ctx, meta, filter);
  if (wrong) reader.problem('filter', 'INVALID_VALUE', wrong);
  const regionField = reader.text('regionField', { max: 60 }) ?? null;
  if (regionField !== null && !saysWhere(meta.fields.get(regionField))) reader.problem('regionField', 'INVALID_VALUE', noRegionField);
  const language = reader.text('language', { max: 20 }) ?? null;
  const dailyCap = reader.integer('dailyCap', 1, 100_000) ?? null;
  const sticky = reader.boolean('sticky') ?? false;
  const active = reader.boolean('active') ?? true;
  const skills = readLevels(reader, 'skills', 100);
  const fallback = readFallback(reader);
  reader.finish();
  return { name, active, filter, people, method: method ?? 'roundRobin', skills, language, regionField, sticky, dailyCap, fallback };
}

/** `{tag: number}` */
export function readLevels(reader: BodyReader, field: string, most: number): Record<string, number> {
  const raw = reader.raw(field);
  if (raw === undefined || raw === null) return {};
  if (typeof raw !== 'object' || Array.isArray(raw) || Object.keys(raw).length > 50) {
    reader.problem(field, 'WRONG_TYPE', label('应为 {标签: 数字}', 'Must be {tag: number}'));
    return {};
  }
  for (const [tag, level] of Object.entries(raw))
    if (tag.length > 40 || !Number.isInteger(level) || (level as number) < 1 || (level as number) > most)
      reader.problem(
        `${field}.${tag.slice(0, 40)}`,
        'INVALID_VALUE',
        label(`应为 1 到 ${most} 的整数`, `Must be a whole number from 1 to ${most}`),
      );
  return raw as Record<string, number>;
}

function readFallback(reader: BodyReader): Fallback {
  const raw = reader.raw('fallback');
  if (raw === undefined || raw === null) return { kind: 'none' };
  const one = new BodyReader(raw, 'fallback');
  one.only(new Set(['kind', 'id']));
  const kind = one.oneOf('kind', ['none', 'manager', 'user', 'pool'] as const) ?? 'none';
  const id = one.text('id', { max: 40 }) ?? '';
  const isNamed = kind === 'user' || kind === 'pool';
  if (isNamed && !isId(id)) one.problem('id', 'REQUIRED', label('请选择交给谁', 'Say to whom'));
  reader.problems.push(...one.problems);
  return isNamed ? { kind, id: id.toLowerCase() } : { kind };
}

/** What nobody may have goes to somebody who is there, or to a pool of the object. */
async function checkFallback(ctx: Context, meta: ObjectMeta, { fallback }: RuleBody): Promise<void> {
  if (!namesOne(fallback)) return;
  const found = await ctx.query(
    fallback.kind === 'user'
      ? sql`select 1 from app_user where tenant_id = ${ctx.tenant.id} and id = ${fallback.id} and deleted_at is null and active`
      : sql`select 1 from pool where tenant_id = ${ctx.tenant.id} and id = ${fallback.id} and deleted_at is null and active and for_object = ${meta.name}`,
  );
  if (found.length === 0)
    throw fieldError(
      'LOOKUP_NOT_FOUND',
      'fallback.id',
      label('没有这个人或公海，或已停用', 'There is no such person or pool, or it is switched off'),
    );
}

/** Nobody else writes the rule from here to the end of the transaction. */
async function refuseStaleRule(tx: Context, meta: ObjectMeta, id: string, body: RuleBody, seen: Seen): Promise<void> {
  const held = await tx.query(
    sql`select 1 from assign_rule where tenant_id = ${tx.tenant.id} and object = ${meta.name} and id = ${id}::uuid for update`,
  );
  const now = (await listRules(tx, meta.name)).find((rule) => rule.id === id.toLowerCase());
  if (held.length === 0 || !now) throw errors.NOT_FOUND();
  refuseStale(seen, now.version, body, now);
}

/** Makes a rule, at the end of the order, or changes one. */
export async function saveRule(ctx: Context, meta: ObjectMeta, id: string | undefined, body: RuleBody, seen: Seen = {}): Promise<string> {
  if (id !== undefined) await refuseStaleRule(ctx, meta, id, body, seen);
  await checkFallback(ctx, meta, body);
  const { name, active, filter, people, method, ...definition } = body;
  const values = sql`${name}, ${active}, ${filter === null ? null : JSON.stringify(filter)}::jsonb, ${JSON.stringify(people)}::jsonb, ${method}, ${JSON.stringify(definition)}::jsonb`;
  const now = ctx.clock.now();
  if (id !== undefined) {
    await ctx.query(sql`
      update assign_rule set (name, active, filter, people, method, definition, updated_at, version) = (${values}, ${now}, version + 1)
      where tenant_id = ${ctx.tenant.id} and object = ${meta.name} and id = ${id}::uuid`);
    return id;
  }
  const made = newId(now.getTime());
  await ctx.query(sql`
    insert into assign_rule (tenant_id, id, object, position, name, active, filter, people, method, definition, created_at, updated_at)
    select ${ctx.tenant.id}, ${made}::uuid, ${meta.name}, coalesce(max(position), 0) + 1, ${values}, ${now}::timestamptz, ${now}::timestamptz from assign_rule
    where tenant_id = ${ctx.tenant.id} and object = ${meta.name}`);
  return made;
}

interface PersonRow extends Omit<Rep, 'onShift' | 'seq' | 'credit' | 'today' | 'carried'> {
  readonly shift: Shift;
  readonly open: number;
}

type Standing = Pick<Rep, 'seq' | 'credit' | 'today'>;
const none: Standing = { seq: 0, credit: 0, today: 0 };

export type Members = ReadonlyMap<string, readonly string[]>;

/** The users behind whom rules name, by user, department, group or role. */
export function membersOf(ctx: Context, rules: readonly Pick<AssignRule, 'people'>[]): Promise<Members> {
  // on the connection of the transaction under way: with as many of those as there are connections none would be left for the question
  return peopleOf(ctx, ctx.tenant.id, [...new Set(rules.flatMap(({ people }) => people.map(({ id }) => id)))]);
}

/**
 * The people of each rule in its order, as they stand now: what they carry, know and have. Groups stand for their people, by name. Somebody
 * who is in several rules carries for all of them together.
 *
 * @param known the users behind whom the rules name, where they were looked up already
 */
export async function repsOf(
  ctx: Context,
  meta: ObjectMeta,
  rules: readonly Pick<AssignRule, 'id' | 'people'>[],
  known?: Members,
): Promise<Map<string, Rep[]>> {
  const members = known ?? (await membersOf(ctx, rules));
  const people = await peopleNow(ctx, meta, [...new Set([...members.values()].flat())]);
  const standings = await standingsOf(ctx, rules);
  return new Map(
    rules.map((rule) => {
      const place = new Map<string, { at: number; weight: number }>();
      for (const [at, { id, weight }] of rule.people.entries())
        for (const user of members.get(id) ?? []) if (!place.has(user)) place.set(user, { at, weight });
      const reps = people.flatMap((person): Rep[] => {
        const own = place.get(person.id);
        return own ? [{ ...person, ...(standings.get(`${rule.id} ${person.id}`) ?? none), weight: own.weight * person.weight }] : [];
      });
      return [rule.id, reps.toSorted((a, b) => (place.get(a.id)?.at ?? 0) - (place.get(b.id)?.at ?? 0))];
    }),
  );
}

/** Still work for its owner: not finished by the object's own state, nor at a stage that is won or lost. */
function isUnfinished(meta: ObjectMeta, alias: string): Sql {
  const stages = [...meta.fields.values()].flatMap(({ type, storage, options = [] }) => {
    const over = options.filter(({ category }) => category === 'won' || category === 'lost').map(({ key }) => key);
    return type === 'stage' && storage.kind === 'column' && over.length > 0
      ? [{ column: sql.ref(`${alias}.${storage.column}`), over }]
      : [];
  });
  const running = stages.map(({ column, over }) => sql`(${column} is null or ${column} <> all(${over}::text[]))`);
  return sql.join([isOpen(meta, alias), ...running], sql` and `);
}

async function peopleNow(ctx: Context, meta: ObjectMeta, ids: readonly string[]): Promise<Omit<Rep, keyof Standing>[]> {
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  const rows = await ctx.query<PersonRow>(sql`
    select u.id, u.name, u.active is true as active,
      not coalesce(${today}::date between coalesce(p.away_from, ${today}::date) and coalesce(p.away_until, ${today}::date) and (p.away_from is not null or p.away_until is not null), false) as here,
      coalesce(p.skills, '{}') as skills, coalesce(p.languages, '{}') as languages, coalesce(p.regions, '{}') as regions, coalesce(p.capacity, 200) as capacity,
      coalesce(p.weight, 1) as weight, p.shift,
      (select count(*)::int from ${sql.id(meta.table)} t where t.tenant_id = ${ctx.tenant.id} and t.owner = u.id and t.deleted_at is null
        ${meta.custom ? sql`and t.object = ${meta.name}` : sql``} and ${isUnfinished(meta, 't')}) as open
    from app_user u
    left join rep_profile p on p.tenant_id = u.tenant_id and p.user_id = u.id
    where u.tenant_id = ${ctx.tenant.id} and u.deleted_at is null and u.id = any(${ids}::uuid[])
    order by u.name collate "zh-x-icu", u.id`);
  const isOn = await shiftNow(ctx);
  return rows.map(({ shift, open: carried, ...row }) => ({ ...row, onShift: isOn(shift), carried: { open: carried } }));
}

/** Turns, credits and the day's counts by `rule user`. */
async function standingsOf(ctx: Context, rules: readonly Pick<AssignRule, 'id'>[]): Promise<Map<string, Standing>> {
  const today = dayIn(ctx.tenant.timeZone, ctx.clock.now());
  const rows = await ctx.query<Standing & { key: string }>(sql`
    select s.rule_id || ' ' || s.user_id as key, s.seq::int as seq, s.credit, case when s.day = ${today}::date then s.today else 0 end as today
    from assign_state s where s.tenant_id = ${ctx.tenant.id} and s.rule_id = any(${rules.map(({ id }) => id)}::uuid[])`);
  return new Map(rows.map(({ key, ...standing }) => [key, standing]));
}
