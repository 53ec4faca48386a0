import { sql } from '../../../database/sql.ts';
import { label, newId, type Random, seeded } from '../../../kernel/index.ts';
import { type FieldRow, mergeMetadata, type ObjectRow } from '../../../metadata/merge.ts';
import {
  address,
  attachment,
  boolean,
  type Context,
  currency,
  date,
  datetime,
  defineModule,
  defineObject,
  department,
  type FieldMeta,
  longText,
  makeContext,
  multiPicklist,
  number,
  type ObjectMeta,
  percent,
  picklist,
  reference,
  references,
  type Scope,
  systemAccess,
  tags,
  text,
  time,
  user,
  type Values,
} from '../../../module/index.ts';
import { toColumn, toSlot } from '../../../storage/codec.ts';
import type { TestEngine } from '../../../testing/engine.ts';

const l = (name: string) => label(name, 'Label');
const options = ['a', 'b', 'c', 'd', 'e'].map((key) => ({ key, label: l(key) }));

const Org = defineObject({
  name: 'org',
  label: l('机构'),
  title: 'name',
  fields: {
    name: text({ label: l('名称'), search: 'name', indexed: true }),
    level: picklist({ label: l('级别'), options }),
    size: number({ label: l('规模') }),
    city: text({ label: l('城市') }),
    parent: reference('org', { label: l('上级'), tree: true }),
  },
  access: { owned: true, default: 'private' },
});

const Thing = defineObject({
  name: 'thing',
  label: l('事物'),
  title: 'name',
  fields: {
    name: text({ label: l('名称'), search: 'name', indexed: true }),
    code: text({ label: l('编码'), search: 'code', indexed: true }),
    note: longText({ label: l('备注') }),
    qty: number({ label: l('数量'), indexed: true }),
    price: currency({ label: l('价格'), indexed: true }),
    rate: percent({ label: l('比率') }),
    day: date({ label: l('日期'), indexed: true }),
    at: datetime({ label: l('时刻'), indexed: true }),
    clock: time({ label: l('时间') }),
    flag: boolean({ label: l('是否') }),
    kind: picklist({ label: l('种类'), options, indexed: true }),
    kinds: multiPicklist({ label: l('多选'), options }),
    labels: tags({ label: l('标签') }),
    org: reference('org', { label: l('机构') }),
    reviewer: user({ label: l('复核人') }),
    team: department({ label: l('部门') }),
    related: references(['org', 'thing'], { label: l('关联') }),
    place: address({ label: l('地址') }),
    papers: attachment({ label: l('附件') }),
  },
  list: { columns: ['name', 'kind', 'org', 'owner'] },
  access: { owned: true, default: 'private' },
});

const User = defineObject({
  name: 'user',
  table: 'app_user',
  label: l('用户'),
  title: 'name',
  fields: { name: text({ label: l('姓名'), search: 'name', indexed: true }), department: department({ label: l('部门') }) },
  access: { owned: false, default: 'read' },
});

const Department = defineObject({
  name: 'department',
  label: l('部门'),
  title: 'name',
  fields: { name: text({ label: l('名称'), indexed: true }), parent: reference('department', { label: l('上级'), tree: true }) },
  access: { owned: false, default: 'read' },
});

export const worldModule = defineModule({ name: 'world', label: l('世界'), objects: [Org, Thing, User, Department] });

const custom = (object: string, name: string, slot: string | null, definition: FieldRow['definition']): FieldRow => ({
  object,
  name,
  key: `k${name.slice(2)}`,
  slot,
  custom: true,
  definition: { label: l(name), ...definition },
});
const customFields = (object: string): FieldRow[] => [
  custom(object, 'x_text', 't1', { type: 'text' }),
  custom(object, 'x_mail', 't2', { type: 'email' }),
  custom(object, 'x_pick', 't3', { type: 'picklist', options }),
  custom(object, 'x_num', 'n1', { type: 'number', scale: 3 }),
  custom(object, 'x_day', 'n2', { type: 'date' }),
  custom(object, 'x_flag', 'n3', { type: 'boolean' }),
  custom(object, 'x_at', 'd1', { type: 'datetime' }),
  custom(object, 'x_org', 'u1', { type: 'lookup', object: 'org' }),
  custom(object, 'x_free', null, { type: 'text' }),
  custom(object, 'x_freeNum', null, { type: 'number', scale: 2 }),
  custom(object, 'x_freeDay', null, { type: 'date' }),
  custom(object, 'x_tags', null, { type: 'tags' }),
];
const objectRows: ObjectRow[] = [{ name: 'x_widget', definition: { label: l('部件'), title: 'x_text' } }];

export interface World {
  readonly ctx: Context;
  readonly thing: ObjectMeta;
  readonly widget: ObjectMeta;
  readonly org: ObjectMeta;
  readonly users: readonly string[];
  /** Canonical values by object and id, as written. */
  readonly data: ReadonlyMap<string, Map<string, Values>>;
  as(scope: Scope, me?: string): Context;
  write(meta: ObjectMeta, rows: readonly Values[]): Promise<void>;
}

/** A tenant with people, departments, organisations and metadata, and a way to write records as they lie, without the save pipeline. */
export async function makeWorld(engine: TestEngine, options_: { timeZone?: string; now?: string } = {}): Promise<World> {
  const tenant = await engine.tenant();
  const meta = mergeMetadata(engine.app.registry, 1, objectRows, [...customFields('thing'), ...customFields('x_widget')]);
  const object = (name: string) => {
    const found = meta.object(name);
    if (!found) throw new Error(`no object ${name}`);
    return found;
  };
  const app = { ...engine.app, clock: { now: () => new Date(options_.now ?? '2026-03-18T02:00:00Z') } };
  const tenantInfo = { ...tenant.system.tenant, timeZone: options_.timeZone ?? 'Asia/Shanghai' };
  const data = new Map<string, Map<string, Values>>();
  const departments = [newId(), newId(), newId()];
  const users = [newId(), newId(), newId(), newId()];
  const as = (scope: Scope, me = users[0] ?? '') =>
    makeContext({
      app,
      tenant: tenantInfo,
      meta,
      user: { id: me, name: '某人', department: departments[0] ?? null, roles: [] },
      access: {
        ...systemAccess(me),
        scope: (about) => (about.name === 'user' || about.name === 'department' ? { kind: 'all' } : scope),
        myReports: users.slice(1, 3),
        myDepartment: departments[1] ?? null,
        myDepartmentAndBelow: departments.slice(1),
      },
    });
  const ctx = as({ kind: 'all' });
  const write = async (about: ObjectMeta, rows: readonly Values[]) => {
    const known = data.get(about.name) ?? new Map<string, Values>();
    data.set(about.name, known);
    await ctx.transaction(async (tx) => {
      for (const row of rows) {
        await insert(tx, about, row);
        known.set(row['id'] as string, row);
      }
      const index = app.searchIndex.indexStatement(
        tx,
        about,
        rows.map((row) => ({ id: row['id'] as string, values: row, owner: (row['owner'] as string | null) ?? null })),
      );
      if (index) await tx.query(index);
    });
  };
  await write(
    object('department'),
    departments.map((id, index) => ({ id, name: `部门${index}`, parent: index === 2 ? departments[1] : null })),
  );
  await write(
    object('user'),
    users.map((id, index) => ({ id, name: ['陈晨', '李丽', '王伟', 'Zoe'][index], department: departments[index % 3] })),
  );
  return { ctx, thing: object('thing'), widget: object('x_widget'), org: object('org'), users, data, as, write };
}

async function insert(ctx: Context, meta: ObjectMeta, values: Values): Promise<void> {
  const columns: Record<string, unknown> = {
    tenant_id: ctx.tenant.id,
    version: 1,
    created_at: values['createdAt'] ?? '2026-01-01T00:00:00.000Z',
    updated_at: values['updatedAt'] ?? '2026-01-01T00:00:00.000Z',
  };
  if (meta.custom) columns['object'] = meta.name;
  const kept: Record<string, unknown> = {};
  for (const field of meta.fields.values()) {
    const value = values[field.name];
    if (value === undefined || value === null) continue;
    if (field.storage.kind === 'column') columns[field.storage.column] = toColumn(field, value);
    if (field.storage.kind === 'custom') {
      kept[field.storage.key] = value;
      if (field.storage.slot) columns[field.storage.slot] = toSlot(field, value);
    }
    if (field.storage.kind === 'links') {
      for (const link of value as { object: string; id: string }[]) {
        await ctx.query(
          sql`insert into record_link (tenant_id, record_id, field, target_id, object, target_object) values (${ctx.tenant.id}, ${values['id']}, ${field.name}, ${link.id}, ${meta.name}, ${link.object})`,
        );
      }
    }
  }
  if (Object.keys(kept).length > 0) columns['custom'] = JSON.stringify(kept);
  if (values['deletedAt']) columns['deleted_at'] = values['deletedAt'];
  const names = Object.keys(columns);
  await ctx.query(
    sql`insert into ${sql.table(meta.table)} (${sql.join(names.map((name) => sql.ref(name)))}) values (${sql.join(Object.values(columns).map((value) => sql`${value}`))})`,
  );
}

const words = [
  '浙江',
  '恒润',
  '恒潤',
  '化工',
  '科技',
  '国际',
  '國際',
  '长沙',
  '重庆',
  'Acme',
  'ACME',
  'acme',
  'ＡＢ',
  "O'Neil",
  '100%',
  'a_b',
  '\\d',
  '中',
  'éa',
  '😀',
  '𠮷',
  'gtx Pro',
];
const instants = [
  '2026-03-07T15:59:59.999Z',
  '2026-03-07T16:00:00.000Z',
  '2026-03-08T16:00:00.000Z',
  '2026-03-17T16:00:00.000Z',
  '2026-03-18T15:59:59.999Z',
  '2026-03-18T16:00:00.000Z',
  '2025-12-31T16:00:00.000Z',
  '2026-11-01T05:30:00.000Z',
  '2026-11-01T06:30:00.000Z',
];
const days = [
  '2025-12-28',
  '2025-12-29',
  '2025-12-31',
  '2026-01-01',
  '2026-02-28',
  '2026-03-01',
  '2026-03-16',
  '2026-03-18',
  '2026-03-22',
  '2026-04-01',
  '2027-01-03',
];

/** A random canonical value for a field, empty one time in four. Few different ones, so that ties and hits are common. */
export function randomValue(random: Random, field: FieldMeta, world: World, filled = false): unknown {
  if (!filled && random.chance(0.25)) return null;
  const scaled = (scale: number, most: number) =>
    scale === 0 ? random.int(-most, most) : (random.int(-most, most) + random.pick([0, 0.5, 0.25])).toFixed(scale);
  const orgs = [...(world.data.get('org')?.keys() ?? [])];
  switch (field.type) {
    case 'number':
      return scaled(field.scale ?? 0, 5);
    case 'currency':
      return scaled(2, 4);
    case 'percent':
      return scaled(2, 3);
    case 'date':
      return random.pick(days);
    case 'datetime':
      return random.pick(instants);
    case 'time':
      return random.pick(['08:00', '09:30', '23:59']);
    case 'boolean':
      return random.chance(0.5);
    case 'picklist':
      return random.pick(options).key;
    case 'multiPicklist':
      return random.shuffle(options.map((one) => one.key)).slice(0, random.int(1, 3));
    case 'tags':
      return random.shuffle(['重点', 'vip', '老客户']).slice(0, random.int(1, 2));
    case 'lookup':
      return field.many
        ? random
            .shuffle(orgs)
            .slice(0, random.int(1, 2))
            .map((id) => ({ object: 'org', id }))
        : random.pick(orgs);
    case 'user':
      return random.pick(world.users);
    case 'department':
      return random.pick([...(world.data.get('department')?.keys() ?? [])]);
    case 'address':
      return { region: random.pick(['330106', '330200', '310000']), street: random.pick(words) };
    case 'email':
      return random.pick(['a@b.cn', 'B@b.cn', 'c.d@e.com']);
    case 'attachment':
      return [{ id: newId() }];
    default:
      return Array.from({ length: random.int(1, 3) }, () => random.pick(words))
        .join(random.pick(['', ' ']))
        .normalize('NFC')
        .trim();
  }
}

/** Random records of an object; ids in the order of the list. */
export function randomRows(random: Random, meta: ObjectMeta, world: World, count: number): Values[] {
  return Array.from({ length: count }, () => {
    const row: Record<string, unknown> = { id: newId(), createdAt: random.pick(instants), updatedAt: random.pick(instants), version: 1 };
    for (const field of meta.fields.values()) {
      if (!field.system || field.name === 'owner') row[field.name] = randomValue(random, field, world);
    }
    row['externalId'] = random.chance(0.5) ? `E-${row['id'] as string}` : null;
    return row;
  });
}

export type { Random };
export { seeded };
