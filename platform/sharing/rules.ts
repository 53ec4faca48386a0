import { type Principal, principalKinds, sharingRuleKindName } from '../access/index.ts';
import { allRecords, beginWork } from '../administration/work.ts';
import { sql } from '../database/sql.ts';
import { raiseAccessVersion } from '../identity/tenant-info.ts';
import { runBackground } from '../jobs/index.ts';
import { isId, type Label, label } from '../kernel/index.ts';
import { BodyReader, filterFields, passingParts } from '../metadata/index.ts';
import { type Context, definePartKind, type ObjectMeta } from '../module/index.ts';
import { filterProblem } from '../records/query/index.ts';
import type { SharingRule } from '../records/shares/index.ts';
import { noteHolders } from './rows.ts';
import { isShareable } from './target.ts';

const keys = new Set(['label', 'active', 'by', 'from', 'filter', 'to', 'level']);
const mostPrincipals = 50;

/**
 * `PUT /meta/objects/{o}/parts/sharingRule/{name}` {label, by: owner | filter, from?, filter?, to, level, active?}. A rule by owner counts from
 * the next request on; one by filter is worked out for the records there are by a job, and for each save in its own transaction.
 */
export const sharingRuleKind = definePartKind<SharingRule>({
  kind: sharingRuleKindName,
  label: label('共享规则', 'Sharing rule'),
  of: 'object',
  loaded: true,
  read(ctx, { object, name }, body) {
    const reader = new BodyReader(body);
    reader.only(keys);
    if (!object || !isShareable(ctx, object))
      reader.problem('by', 'STATE', label('这个对象的记录没有自己的负责人，不能共享', 'Records of this object have no owner of their own'));
    const by =
      reader.oneOf('by', ['owner', 'filter'] as const) ?? reader.problem('by', 'REQUIRED', label('请选择按什么共享', 'Say by what'));
    const level = reader.oneOf('level', ['read', 'edit'] as const) ?? reader.problem('level', 'REQUIRED', label('必填', 'Required'));
    const to = readPrincipals(reader, 'to');
    const from = by === 'owner' ? readPrincipals(reader, 'from') : [];
    const filter = by === 'filter' && object ? readFilter(ctx, reader, object) : undefined;
    const text = reader.label('label', false) ?? label(name, name);
    const active = reader.boolean('active') ?? true;
    reader.finish();
    return { label: text, active, by: by ?? 'owner', from, ...(filter === undefined ? {} : { filter }), to, level: level ?? 'read' };
  },
  async afterSave(tx, { object, name }, definition) {
    if (!object) return;
    await tx.query(raiseAccessVersion(tx.tenant.id));
    // what is taken away goes at once; what is given takes the job
    await tx.query(sql`
      delete from record_share where tenant_id = ${tx.tenant.id} and object = ${object.name} and source = 'rule' and source_id = ${name}
      and (${!definition.active || definition.by === 'owner'} or principal <> all(${definition.to.map(({ id }) => id)}::uuid[])
        or (level = 'edit' and ${definition.level} = 'read'))`);
    if (definition.active && definition.by === 'filter') await startWork(tx, object, name, definition);
  },
  async afterDelete(tx, { object, name }) {
    if (!object) return;
    await tx.query(raiseAccessVersion(tx.tenant.id));
    await tx.query(sql`
      delete from record_share where tenant_id = ${tx.tenant.id} and object = ${object.name} and source = 'rule' and source_id = ${name}`);
  },
});

function readPrincipals(reader: BodyReader, key: string): Principal[] {
  const raw = reader.list(key, mostPrincipals) ?? [];
  if (raw.length === 0) reader.problem(key, 'REQUIRED', label('至少选择一个', 'Choose at least one'));
  const found = new Map<string, Principal>();
  for (const [index, item] of raw.entries()) {
    const one = new BodyReader(item, `${key}[${index}]`);
    const kind = one.oneOf('kind', principalKinds) ?? one.problem('kind', 'REQUIRED', label('必填', 'Required'));
    const id = one.text('id', { max: 40, required: true });
    if (id !== undefined && !isId(id)) one.problem('id', 'INVALID_VALUE', label('标识不正确', 'Not an id'));
    reader.problems.push(...one.problems);
    if (kind && id) found.set(id.toLowerCase(), { kind, id: id.toLowerCase() });
  }
  return [...found.values()];
}

const passing = label('条件不能用相对日期、附近和上下级', 'Relative dates, places nearby and trees can not be used');

/** What a record says must decide alone and by itself: shares are written when it is saved. */
function readFilter(ctx: Context, reader: BodyReader, object: ObjectMeta): unknown {
  const filter = reader.raw('filter');
  const refuse = (text: Label) => reader.problem('filter', 'INVALID_VALUE', text);
  if (filter === undefined || filter === null) return reader.problem('filter', 'REQUIRED', label('请设置条件', 'Set the conditions'));
  const wrong = filterProblem(ctx, object, filter);
  if (wrong) return refuse(wrong);
  for (const name of filterFields(filter)) {
    const field = object.fields.get(name);
    if (!field) return refuse(label('条件只能用记录自己的字段', 'The conditions compare fields of the record itself'));
    if (field.formula !== undefined || field.rollup || field.type === 'encrypted' || ['version', 'updatedAt', 'updatedBy'].includes(name))
      return refuse(label(`条件不能用“${field.label.zh}”`, `The conditions can not use "${field.label.en}"`));
  }
  return passingParts(filter).has('time') ? refuse(passing) : filter;
}

async function startWork(tx: Context, object: ObjectMeta, name: string, { to }: SharingRule): Promise<void> {
  await noteHolders(
    tx,
    object.name,
    to.map(({ id }) => id),
  );
  const [row] = await tx.query<{ count: number }>(
    sql`select count(*)::int as count from ${sql.id(object.table)} t where ${allRecords(tx, object)}`,
  );
  const plan = { from: { slot: null }, to: { slot: null } };
  const work = await beginWork(tx, {
    kind: 'share',
    object: object.name,
    field: name,
    plan,
    phase: 'settle',
    total: 2 * (row?.count ?? 0),
  });
  await runBackground(tx, 'metadata.work', { work });
}
