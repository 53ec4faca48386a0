import { allows, type RoleFields, type RoleRow, rightsFor } from '../access/index.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import { type Context, type FieldRight, fieldRights } from '../module/index.ts';

const texts = {
  object: label('没有这个对象', 'There is no such object'),
  field: label('没有这个字段', 'There is no such field'),
  right: label(`应为 ${fieldRights.join('、')} 之一`, `Must be one of ${fieldRights.join(', ')}`),
  unfit: label('这个字段不能这样限制', 'This field can not be limited in this way'),
  beyond: label('您不能授予比自己更大的字段权限', 'You can not give more rights on fields than you have'),
};

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads `{object: {field: right}}` of a role. `edit` needs no entry in a job role, but is kept: in a permission set it is what opens the
 * field. What stood there before stays although its field is gone: it may come back from the recycle bin.
 */
export function readRoleFields(ctx: Context, raw: unknown, before: RoleFields): RoleFields {
  if (!isMap(raw)) throw fieldError('WRONG_TYPE', 'fields');
  const meta = ctx.whole().meta;
  const made: Record<string, Record<string, FieldRight>> = {};
  for (const [object, named] of Object.entries(raw)) {
    const known = meta.object(object);
    if (!known && !before[object]) throw fieldError('UNKNOWN_FIELD', `fields.${object}`, texts.object);
    if (!isMap(named)) throw fieldError('WRONG_TYPE', `fields.${object}`);
    for (const [name, right] of Object.entries(named)) {
      const at = `fields.${object}.${name}`;
      const field = known?.fields.get(name);
      if (!field && !before[object]?.[name]) throw fieldError('UNKNOWN_FIELD', at, texts.field);
      const given = fieldRights.find((one) => one === right);
      if (!given) throw fieldError(typeof right === 'string' ? 'INVALID_VALUE' : 'WRONG_TYPE', at, texts.right);
      if (field && !rightsFor(field, name === known?.title).includes(given)) throw fieldError('INVALID_VALUE', at, texts.unfit);
      made[object] = { ...made[object], [name]: given };
    }
  }
  return made;
}

/** Nobody makes or gives a role that opens more of a field than they have themselves: it must be limited in what they are limited in. */
export function refuseWiderFields(ctx: Context, role: Pick<RoleRow, 'fields' | 'kind'>): void {
  for (const [object, limits] of ctx.access.limits)
    for (const [field, right] of limits) {
      const given = role.fields[object]?.[field] ?? (role.kind === 'set' ? 'hidden' : 'edit');
      if (!allows(right, given))
        throw errors.FORBIDDEN({ errors: [{ field: `fields.${object}.${field}`, code: 'FORBIDDEN', message: texts.beyond }] });
    }
}
