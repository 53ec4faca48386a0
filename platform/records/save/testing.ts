import { sql } from '../../database/sql.ts';
import { toldChanges } from '../../events/outbox.ts';
import { errors, label, newId } from '../../kernel/index.ts';
import {
  type Access,
  attachment,
  autoNumber,
  boolean,
  type Context,
  currency,
  date,
  defineHook,
  defineModule,
  defineObject,
  department,
  type FieldDefinition,
  type HookDefinition,
  longText,
  makeContext,
  number,
  type ObjectMeta,
  picklist,
  reference,
  references,
  stage,
  systemAccess,
  tags,
  text,
  type UserInfo,
  user,
  type Values,
} from '../../module/index.ts';
import { insertRecord, somebody, type TestEngine, type TestEngineTenant, testEngine } from '../../testing/engine.ts';

const people = defineObject({
  name: 'user',
  label: label('用户', 'User'),
  table: 'app_user',
  title: 'name',
  access: { owned: false, default: 'read' },
  fields: {
    name: text({ label: label('姓名', 'Name'), required: true, search: 'name' }),
    active: boolean({ label: label('启用', 'Active') }),
    manager: user({ label: label('上级', 'Manager'), tree: true, onDelete: 'clear' }),
  },
});

const teams = defineObject({
  name: 'department',
  label: label('部门', 'Department'),
  title: 'name',
  access: { owned: false, default: 'read' },
  fields: {
    name: text({ label: label('名称', 'Name'), required: true }),
    parent: department({ label: label('上级', 'Parent'), tree: true, onDelete: 'clear' }),
  },
});

const company = defineObject({
  name: 'company',
  label: label('客户', 'Company'),
  title: 'name',
  access: { owned: true, default: 'private' },
  searchable: true,
  fields: {
    name: text({ label: label('名称', 'Name'), required: true, max: 50, search: 'name' }),
    code: text({ label: label('代码', 'Code'), unique: true, search: 'code' }),
    phone: text({ label: label('电话', 'Phone') }),
    email: text({ label: label('邮箱', 'E-mail') }),
    level: picklist({
      label: label('级别', 'Level'),
      default: 'b',
      options: [
        { key: 'a', label: label('甲', 'A') },
        { key: 'b', label: label('乙', 'B') },
        { key: 'old', label: label('旧', 'Old'), active: false },
      ],
    }),
    revenue: currency({ label: label('营收', 'Revenue') }),
    size: number({ label: label('人数', 'Size'), min: 0 }),
    foundedOn: date({ label: label('成立', 'Founded') }),
    labels: tags({ label: label('标签', 'Tags') }),
    parent: reference('company', { label: label('上级', 'Parent'), tree: true, onDelete: 'clear' }),
    score: number({ label: label('评分', 'Score'), readOnly: true, default: 0 }),
    remark: longText({ label: label('备注', 'Remark'), trackHistory: false }),
    papers: attachment({ label: label('附件', 'Files') }),
  },
  requireAny: [['phone', 'email']],
});

const deal = defineObject({
  name: 'deal',
  label: label('商机', 'Deal'),
  title: 'name',
  access: { owned: true, default: 'private' },
  searchable: true,
  fields: {
    name: text({ label: label('名称', 'Name'), required: true, search: 'name' }),
    company: reference('company', { label: label('客户', 'Company'), onDelete: 'restrict' }),
    amount: currency({ label: label('金额', 'Amount') }),
    stage: stage({
      label: label('阶段', 'Stage'),
      options: [
        { key: 'new', label: label('新', 'New'), category: 'open', next: ['talks', 'lost'] },
        { key: 'talks', label: label('商谈', 'Talks'), category: 'open' },
        { key: 'won', label: label('赢', 'Won'), category: 'won', requires: ['company', 'amount'] },
        { key: 'lost', label: label('输', 'Lost'), category: 'lost' },
      ],
    }),
  },
});

const line = defineObject({
  name: 'line',
  label: label('明细', 'Line'),
  title: 'name',
  access: { owned: false, default: 'readWrite' },
  fields: {
    name: text({ label: label('名称', 'Name'), required: true }),
    deal: { type: 'masterDetail', object: 'deal', label: label('商机', 'Deal') },
    code: text({ label: label('代码', 'Code'), unique: true }),
  },
});

const visit = defineObject({
  name: 'visit',
  label: label('拜访', 'Visit'),
  title: 'subject',
  access: { owned: true, default: 'private' },
  fields: { subject: text({ label: label('主题', 'Subject') }), about: references(['company', 'deal'], { label: label('关于', 'About') }) },
});

const ticket = defineObject({
  name: 'ticket',
  label: label('工单', 'Ticket'),
  title: 'number',
  access: { owned: false, default: 'readWrite' },
  fields: {
    number: autoNumber({ label: label('编号', 'Number'), pattern: 'TK-{YYYY}{MM}-{0000}' }),
    subject: text({ label: label('主题', 'Subject') }),
  },
});

/** Every hook call of a run, for tests of their order. */
export const calls: string[] = [];

const watch = (name: string, stage: HookDefinition['stage'], run?: HookDefinition['run']): HookDefinition =>
  defineHook({
    name,
    object: 'company',
    stage,
    on: ['create', 'update', 'delete', 'restore'],
    run: (ctx, changes, reject) => {
      calls.push(
        `${name}:${changes.map((change) => `${change.operation} ${String(change.values.name ?? change.before?.name)}`).join(',')}`,
      );
      return run?.(ctx, changes, reject);
    },
  });

const hooks = [
  watch('clean', 'beforeValidate', (_ctx, changes) =>
    changes.map((change) => (typeof change.values.phone === 'string' ? { phone: change.values.phone.replaceAll(' ', '') } : undefined)),
  ),
  watch('score', 'beforeSave', (_ctx, changes, reject) =>
    changes.map((change, index): Values | undefined => {
      if (change.values.name === '拒绝') reject(index, errors.RULE());
      if (change.values.name === '全部拒绝') throw errors.RULE();
      return change.values.size === undefined ? undefined : { score: Number(change.values.size ?? 0) * 2 };
    }),
  ),
  watch('after', 'afterSave', (_ctx, changes, reject) => {
    changes.forEach((change, index) => {
      if (change.values.name === '事后拒绝') reject(index, errors.RULE());
    });
    return undefined;
  }),
];

export interface Fixture {
  readonly engine: TestEngine;
  readonly tenant: TestEngineTenant;
  readonly other: TestEngineTenant;
  /** Sees and edits their own. */
  readonly seller: UserInfo;
  readonly sellerCtx: Context;
  readonly manager: UserInfo;
  readonly managerCtx: Context;
  readonly system: Context;
}

const sellerRights = ['company', 'deal', 'line', 'visit', 'ticket', 'user', 'department'].flatMap((object) =>
  ['create', 'read', 'edit', 'delete'].map((verb) => `${object}.${verb}`),
);

/** A tenant with a seller and a manager, a second tenant beside it, and objects that between them have everything the pipeline treats. */
export async function fixture(): Promise<Fixture> {
  const objects = [people, teams, company, deal, line, visit, ticket];
  const engine = await testEngine([defineModule({ name: 'test', label: label('测试', 'Test'), objects, hooks })]);
  const tenant = await engine.tenant();
  const other = await engine.tenant();
  const seller = somebody('李娜');
  const manager = somebody('王强');
  for (const who of [seller, manager]) await insertRecord(tenant.system, 'app_user', { id: who.id, name: who.name, active: true });
  return {
    engine,
    tenant,
    other,
    seller,
    manager,
    system: tenant.system,
    sellerCtx: ownScope(tenant.as(seller, { kind: 'all' }, sellerRights)),
    managerCtx: tenant.as(manager, { kind: 'all' }),
  };
}

/** Own records of objects that have owners, all of those that have none. */
function ownScope(ctx: Context): Context {
  const access: Access = {
    ...ctx.access,
    scope: (object) => (object.access.owned ? { kind: 'owners', owners: [ctx.user.id] } : { kind: 'all' }),
  };
  return makeContext({ app: ctx.app, tenant: ctx.tenant, user: ctx.user, access, meta: ctx.meta });
}

export function metaOf(ctx: Context, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta) throw new Error(`no object ${name}`);
  return meta;
}

/** The same person after a change of metadata: custom fields and objects written as rows, the way the metadata service keeps them. */
export async function withCustom(
  ctx: Context,
  custom: {
    objects?: readonly string[];
    fields: readonly { object: string; name: string; key: string; slot?: string; definition: FieldDefinition }[];
  },
): Promise<Context> {
  await ctx.transaction(async (tx) => {
    for (const name of custom.objects ?? []) {
      await tx.query(
        sql`insert into meta_object (tenant_id, name, definition) values (${tx.tenant.id}, ${name}, ${JSON.stringify({ label: label('设备', 'Device') })}::jsonb)`,
      );
    }
    for (const { object, name, key, slot, definition } of custom.fields) {
      await tx.query(sql`
        insert into meta_field (tenant_id, object, name, key, slot, custom, definition)
        values (${tx.tenant.id}, ${object}, ${name}, ${key}, ${slot ?? null}, true, ${JSON.stringify(definition)}::jsonb)`);
    }
  });
  const version = Math.floor(Math.random() * 1e9);
  const meta = await ctx.app.metadata.load(ctx.tenant.id, version);
  return makeContext({
    app: ctx.app,
    tenant: { ...ctx.tenant, metadataVersion: version },
    user: ctx.user,
    access: systemAccess(ctx.user.id),
    meta,
  });
}

export async function count(ctx: Context, table: string): Promise<number> {
  const [row] = await ctx.query<{ count: number }>(
    sql`select count(*)::int as count from ${sql.id(table)} where tenant_id = ${ctx.tenant.id}`,
  );
  return row?.count ?? 0;
}

/** Events of a record, oldest first. */
export async function eventsOf(
  ctx: Context,
  record: string,
): Promise<{ event: string; channel: string; by_user: string | null; changes: { field: string; old: unknown; new: unknown }[] }[]> {
  const rows = await ctx.query<{ event: string; object: string; channel: string; by_user: string | null; changes: unknown }>(
    sql`select event, object, channel, by_user, changes from event where tenant_id = ${ctx.tenant.id} and record_id = ${record}::uuid order by xid, seq`,
  );
  return rows.map(({ object, ...row }) => ({
    ...row,
    changes: toldChanges({ ...row, object }) as { field: string; old: unknown; new: unknown }[],
  }));
}

export const freshCode = () => `C${newId().slice(-12)}`;
