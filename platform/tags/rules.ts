import { enqueue } from '../jobs/index.ts';
import { type Label, label } from '../kernel/index.ts';
import { BodyReader, filterFields } from '../metadata/index.ts';
import { type Context, definePartKind, type ObjectMeta, type Part, partsOf } from '../module/index.ts';
import { filterProblem } from '../records/query/index.ts';
import { LONGEST } from './tags.ts';

/** What a company has the system tag: records that a filter holds carry the tag, with the reason, as long as it does. */
export interface TagRule {
  /** The field of tags; `tags` of shipped objects. */
  readonly field: string;
  readonly tag: string;
  /** Why a record carries it, for those who look at it. */
  readonly reason: Label;
  readonly filter: unknown;
  readonly active: boolean;
}

const keys = new Set(['field', 'tag', 'reason', 'filter', 'active']);

/** `PUT /meta/objects/{o}/parts/tagRule/{name}` {tag, reason: {zh, en}, filter, field?, active?} */
export const tagRuleKind = definePartKind<TagRule>({
  kind: 'tagRule',
  label: label('标签规则', 'Tag rule'),
  of: 'object',
  loaded: true,
  read(ctx, { object }, body) {
    const reader = new BodyReader(body);
    reader.only(keys);
    const field = reader.text('field', { max: 80 }) ?? 'tags';
    if (object?.fields.get(field)?.type !== 'tags')
      reader.problem('field', 'INVALID_VALUE', label('这个对象没有这个标签字段', 'The object has no such field of tags'));
    const tag = reader.text('tag', { max: LONGEST, required: true }) ?? '';
    const reason = reader.label('reason', true) ?? label(tag, tag);
    const filter = object ? readFilter(ctx, reader, object) : undefined;
    const active = reader.boolean('active') ?? true;
    reader.finish();
    return { field, tag, reason, filter, active };
  },
  afterSave: (tx, { object }) => workSoon(tx, object),
  afterDelete: (tx, { object }) => workSoon(tx, object),
});

function readFilter(ctx: Context, reader: BodyReader, object: ObjectMeta): unknown {
  const filter = reader.raw('filter');
  const refuse = (text: Label) => reader.problem('filter', 'INVALID_VALUE', text);
  if (filter === undefined || filter === null) return reader.problem('filter', 'REQUIRED', label('请设置条件', 'Set the conditions'));
  const wrong = filterProblem(ctx, object, filter);
  if (wrong) return refuse(wrong);
  // a rule about tags would feed on what it does
  if (filterFields(filter).some((name) => object.fields.get(name)?.type === 'tags'))
    return refuse(label('条件不能用标签', 'Tags can not be used'));
  return filter;
}

async function workSoon(tx: Context, object: ObjectMeta | undefined): Promise<void> {
  if (object) await enqueue(tx, 'tags.byRules', { tenant: tx.tenant.id, object: object.name });
}

/** The rules of an object that hold. */
export const rulesOf = (meta: ObjectMeta): readonly Part<TagRule>[] =>
  partsOf<TagRule>(meta, 'tagRule').filter(({ definition }) => definition.active && meta.fields.get(definition.field)?.type === 'tags');
