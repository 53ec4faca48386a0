import type { FastifyInstance } from 'fastify';
import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { textParam } from '../http/params.ts';
import { ctxOf, ifMatchOf } from '../http/request.ts';
import { errors, fieldError, isId, label, type Point, pointIn } from '../kernel/index.ts';
import { BodyReader } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { getRecord, loadTitles, retried } from '../records/index.ts';
import { principalTitles } from '../sharing/principals.ts';
import { assignable, assignRecords, type Decision, mostAtOnce } from './assign.ts';
import { rejectRoutes } from './reject-routes.ts';
import { readShift } from './shift.ts';
import { listRules, managesRules, methodsFor, readLevels, readRule, saveRule } from './store.ts';
import { channelsOf, saveChannels } from './trigger.ts';

const tags = ['assignments'];
const params = {
  type: 'object',
  properties: { id: { type: 'string', maxLength: 80 }, object: { type: 'string', maxLength: 80 } },
} as const;
const anything = { type: 'object', additionalProperties: true } as const;

interface OfObject {
  readonly Params: { readonly object: string };
}
interface OfRule {
  readonly Params: { readonly object: string; readonly id: string };
}

async function managed(ctx: Context, object: string) {
  managesRules(ctx);
  return assignable(ctx, object);
}

/** Rules of an object with the names of their people. */
async function named(ctx: Context, object: string) {
  const rules = await listRules(ctx, object);
  const titles = await principalTitles(
    ctx,
    rules.flatMap(({ people, fallback }) => [...people.map(({ id }) => id), ...(fallback.kind === 'user' ? [fallback.id] : [])]),
  );
  return rules.map((rule) => ({
    ...rule,
    people: rule.people.map((one) => ({ ...one, title: titles.get(one.id)?.title ?? '' })),
    fallback: rule.fallback.kind === 'user' ? { ...rule.fallback, title: titles.get(rule.fallback.id)?.title ?? '' } : rule.fallback,
  }));
}

/** 自动分配: rules in their order, trying them out, running them, what people can carry, who got what and why. */
export async function assignmentRoutes(server: FastifyInstance): Promise<void> {
  ruleRoutes(server);
  runRoutes(server);
  profileRoutes(server);
  rejectRoutes(server);
}

function ruleRoutes(server: FastifyInstance): void {
  server.get<OfObject>(
    '/assignments/rules/:object',
    { schema: { summary: 'Rules of assignment in their order', tags, params } },
    async (request) => {
      const ctx = await ctxOf(request);
      const meta = await managed(ctx, request.params.object);
      return { items: await named(ctx, meta.name), channels: await channelsOf(ctx, meta.name), methods: methodsFor(ctx, meta) };
    },
  );

  server.post<OfObject>(
    '/assignments/rules/:object',
    { schema: { summary: 'Make a rule, the last in the order', tags, params, body: anything } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const meta = await managed(ctx, request.params.object);
      const body = readRule(ctx, meta, request.body);
      const id = await ctx.transaction(async (tx) => {
        const made = await saveRule(tx, meta, undefined, body);
        await audit(tx, { event: 'assignRule.created', object: meta.name, data: { rule: made } });
        return made;
      });
      return reply.code(201).send((await named(ctx, meta.name)).find((rule) => rule.id === id));
    },
  );

  server.put<OfRule>(
    '/assignments/rules/:object/:id',
    { schema: { summary: 'Change a rule as a whole', tags, params, body: anything } },
    async (request) => {
      const ctx = await ctxOf(request);
      const meta = await managed(ctx, request.params.object);
      if (!isId(request.params.id)) throw errors.NOT_FOUND();
      const body = readRule(ctx, meta, request.body);
      const version = readVersion(request.body);
      await ctx.transaction(async (tx) => {
        await saveRule(tx, meta, request.params.id, body, { ifMatch: ifMatchOf(request), version });
        await audit(tx, { event: 'assignRule.changed', object: meta.name, data: { rule: request.params.id } });
      });
      return (await named(ctx, meta.name)).find((rule) => rule.id === request.params.id.toLowerCase());
    },
  );

  server.delete<OfRule>(
    '/assignments/rules/:object/:id',
    { schema: { summary: 'End a rule; its decisions stay', tags, params } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const meta = await managed(ctx, request.params.object);
      await ctx.transaction(async (tx) => {
        const gone = isId(request.params.id)
          ? await tx.query(
              sql`delete from assign_rule where tenant_id = ${tx.tenant.id} and object = ${meta.name} and id = ${request.params.id}::uuid returning 1`,
            )
          : [];
        if (gone.length === 0) throw errors.NOT_FOUND();
        await audit(tx, { event: 'assignRule.deleted', object: meta.name, data: { rule: request.params.id } });
      });
      return reply.code(204).send();
    },
  );

  server.put<OfObject & { Body: { channels?: unknown } }>(
    '/assignments/rules/:object/channels',
    { schema: { summary: 'Say by which ways new records are given out by themselves', tags, params, body: anything } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      const meta = await managed(ctx, request.params.object);
      await ctx.transaction(async (tx) => {
        await saveChannels(tx, meta.name, request.body.channels);
        await audit(tx, { event: 'assignRule.changed', object: meta.name });
      });
      return reply.code(204).send();
    },
  );

  server.post<OfObject & { Body: { order?: unknown } }>(
    '/assignments/rules/:object/order',
    { schema: { summary: 'Put the rules into another order', tags, params, body: anything } },
    async (request) => {
      const ctx = await ctxOf(request);
      const meta = await managed(ctx, request.params.object);
      const { order } = request.body;
      const known = (await listRules(ctx, meta.name)).map(({ id }) => id);
      if (!Array.isArray(order) || order.length !== known.length || known.some((id) => !order.includes(id)))
        throw fieldError('INVALID_VALUE', 'order', label('要给出全部规则的顺序', 'The order must name every rule once'));
      await ctx.transaction((tx) =>
        tx.query(sql`
          update assign_rule r set position = w.place from unnest(${order as string[]}::uuid[]) with ordinality w (id, place)
          where r.tenant_id = ${tx.tenant.id} and r.object = ${meta.name} and r.id = w.id`),
      );
      return { items: await named(ctx, meta.name) };
    },
  );
}

/** The version a rule was changed on, where the body names it. */
function readVersion(body: unknown): number | undefined {
  const reader = new BodyReader(body);
  const version = reader.integer('version', 1, 2_000_000_000);
  reader.finish();
  return version;
}

function readRun(ctx: Context, body: unknown) {
  const reader = new BodyReader(body);
  reader.only(new Set(['object', 'records', 'force']));
  const object = reader.text('object', { max: 80, required: true });
  const records = reader.list('records', mostAtOnce);
  if (!records?.length) reader.problem('records', 'REQUIRED', label('请选择记录', 'Name the records'));
  if (records?.some((id) => typeof id !== 'string'))
    reader.problem('records', 'WRONG_TYPE', label('应为标识列表', 'Must be a list of ids'));
  const force = reader.boolean('force') ?? false;
  reader.finish();
  return { meta: assignable(ctx, object), records: (records ?? []) as string[], force };
}

async function answer(ctx: Context, object: string, decisions: readonly Decision[]) {
  const titles = await loadTitles(
    ctx,
    decisions.flatMap(({ record, pool }) => [{ object, id: record }, ...(pool ? [{ object: 'pool', id: pool }] : [])]),
  );
  return {
    items: decisions.map((one) => ({
      ...one,
      record: { id: one.record, title: titles.get(one.record) ?? '' },
      chosen: one.chosen && { id: one.chosen.id, title: one.chosen.name },
      pool: one.pool && { id: one.pool, title: titles.get(one.pool) ?? '' },
    })),
  };
}

function runRoutes(server: FastifyInstance): void {
  server.post(
    '/assignments/simulate',
    { schema: { summary: 'Who would get these records, and why; nothing is written', tags, body: anything } },
    async (request) => {
      const ctx = await ctxOf(request);
      managesRules(ctx);
      const { meta, records } = readRun(ctx, request.body);
      return answer(ctx, meta.name, await ctx.transaction((tx) => assignRecords(tx, meta, records, { dryRun: true, force: true })));
    },
  );

  server.post(
    '/assignments/run',
    { schema: { summary: 'Give records (500 at most) to people by the rules', tags, body: anything } },
    async (request) => {
      const ctx = await ctxOf(request);
      managesRules(ctx);
      const { meta, records, force } = readRun(ctx, request.body);
      return answer(ctx, meta.name, await retried(ctx, () => ctx.transaction((tx) => assignRecords(tx, meta, records, { force }))));
    },
  );

  server.get<OfRule>(
    '/assignments/decisions/:object/:id',
    { schema: { summary: 'Who got a record, when, by which rule and why', tags, params } },
    async (request) => {
      const ctx = await ctxOf(request);
      const meta = await managed(ctx, request.params.object);
      // refuses what is not there or not visible
      await getRecord(ctx, meta, request.params.id, ['id']);
      const items = await ctx.query(sql`
      select d.id, d.at, d.why, d.considered,
        case when x.id is not null then jsonb_build_object('at', x.at, 'reason', x.reason, 'note', x.note) end as rejected, case when r.id is not null then jsonb_build_object('id', r.id, 'name', r.name) end as rule,
        case when u.id is not null then jsonb_build_object('id', u.id, 'title', u.name) end as chosen, d.pool_id as pool
      from assign_decision d
      left join assign_rule r on r.tenant_id = d.tenant_id and r.id = d.rule_id left join app_user u on u.tenant_id = d.tenant_id and u.id = d.chosen
      left join assign_rejection x on x.tenant_id = d.tenant_id and x.record_id = d.record_id and x.decision_id = d.id
      where d.tenant_id = ${ctx.tenant.id} and d.object = ${meta.name} and d.record_id = ${request.params.id}::uuid order by d.id desc limit 50`);
      return { items };
    },
  );
}

const day = /^\d{4}-\d\d-\d\d$/;
/** Rejections of so many days are counted beside a person. */
const countedDays = 30;

function profileRoutes(server: FastifyInstance): void {
  server.get(
    '/assignments/profiles',
    { schema: { summary: 'What people can carry and know, and when they are away', tags } },
    async (request) => {
      const ctx = await ctxOf(request);
      managesRules(ctx);
      const after = textParam(request.query, 'after');
      const since = new Date(ctx.clock.now().getTime() - countedDays * 86_400_000);
      const items = await ctx.query(sql`
      select jsonb_build_object('id', u.id, 'title', u.name) as "user", coalesce(p.skills, '{}') as skills, coalesce(p.languages, '{}') as languages,
        coalesce(p.regions, '{}') as regions, coalesce(p.capacity, 200) as capacity, coalesce(p.weight, 1) as weight, p.away_from as "awayFrom", p.away_until as "awayUntil", p.shift, p.base,
        (select count(*)::int from assign_rejection x where x.tenant_id = u.tenant_id and x.user_id = u.id and x.at > ${since}) as rejections
      from app_user u left join rep_profile p on p.tenant_id = u.tenant_id and p.user_id = u.id
      where u.tenant_id = ${ctx.tenant.id} and u.deleted_at is null and u.active ${after && isId(after) ? sql`and u.id > ${after}::uuid` : sql``}
      order by u.id limit 200`);
      return { items };
    },
  );

  server.put<OfRule>(
    '/assignments/profiles/:id',
    { schema: { summary: 'Say what somebody can carry and knows', tags, params, body: anything } },
    async (request, reply) => {
      const ctx = await ctxOf(request);
      managesRules(ctx);
      await saveProfile(ctx, request.params.id, request.body);
      return reply.code(204).send();
    },
  );
}

/** Where somebody sets out from; null: not known. */
function readBase(reader: BodyReader): Point | null {
  const raw = reader.raw('base');
  if (raw === undefined || raw === null) return null;
  const point = pointIn(raw);
  if (point && Math.abs(point.lng) <= 180 && Math.abs(point.lat) <= 90) return point;
  reader.problem(
    'base',
    'INVALID_VALUE',
    label('应为经纬度，例如 {"lng": 121.47, "lat": 31.23}', 'Must be a position such as {"lng": 121.47, "lat": 31.23}'),
  );
  return null;
}

async function saveProfile(ctx: Context, id: string, body: unknown): Promise<void> {
  const reader = new BodyReader(body);
  reader.only(new Set(['skills', 'languages', 'regions', 'capacity', 'weight', 'awayFrom', 'awayUntil', 'shift', 'base']));
  const skills = readLevels(reader, 'skills', 5);
  const texts = (field: string) =>
    (reader.list(field, 50) ?? []).map((text, index) => {
      if (typeof text !== 'string' || text.trim() === '' || text.length > 40)
        reader.problem(`${field}[${index}]`, 'INVALID_VALUE', label('应为不超过 40 个字的文字', 'Must be text of at most 40 characters'));
      return String(text).trim();
    });
  const [languages, regions] = [texts('languages'), texts('regions')];
  const shift = readShift(reader);
  const base = readBase(reader);
  const capacity = reader.integer('capacity', 0, 1_000_000) ?? 200;
  const weight = reader.integer('weight', 1, 1000) ?? 1;
  const dayOf = (field: string) => {
    const text = reader.text(field, { max: 10 });
    if (text !== undefined && (!day.test(text) || Number.isNaN(Date.parse(text))))
      reader.problem(field, 'INVALID_VALUE', label('日期格式如 2026-10-10', 'Write the day as 2026-10-10'));
    return text ?? null;
  };
  const [from, until] = [dayOf('awayFrom'), dayOf('awayUntil')];
  if (from && until && until < from)
    reader.problem('awayUntil', 'INVALID_VALUE', label('结束日期不能早于开始日期', 'The end is before the beginning'));
  reader.finish();
  await ctx.transaction(async (tx) => {
    const written = isId(id)
      ? await tx.query(sql`
        insert into rep_profile (tenant_id, user_id, skills, languages, regions, capacity, weight, away_from, away_until, shift, base)
        select u.tenant_id, u.id, ${JSON.stringify(skills)}::jsonb, ${languages}::text[], ${regions}::text[], ${capacity}::int, ${weight}::int, ${from}::date, ${until}::date, ${shift && JSON.stringify(shift)}::jsonb,
          ${base && JSON.stringify(base)}::jsonb
        from app_user u where u.tenant_id = ${tx.tenant.id} and u.id = ${id}::uuid and u.deleted_at is null
        on conflict (tenant_id, user_id) do update set skills = excluded.skills, languages = excluded.languages, regions = excluded.regions,
          capacity = excluded.capacity, weight = excluded.weight, away_from = excluded.away_from, away_until = excluded.away_until, shift = excluded.shift, base = excluded.base returning 1`)
      : [];
    if (written.length === 0) throw errors.NOT_FOUND();
    await audit(tx, { event: 'repProfile.changed', object: 'user', record: id });
  });
}
