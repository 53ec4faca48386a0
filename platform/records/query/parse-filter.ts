import { fieldError, label } from '../../kernel/index.ts';
import type { Context, ObjectMeta } from '../../module/index.ts';
import { readTest } from './parse-test.ts';
import { refuseMasked, resolvePath } from './paths.ts';
import { familyOf, listOf, objectOf, operators, shorten, tooMany } from './shape.ts';
import type { Filter } from './types.ts';

const mostConditions = 100;
const mostLevels = 8;

export interface FilterOptions {
  /** Decides which instants a day is; the tenant's when absent. */
  readonly timeZone?: string;
}

/** Reads a filter of unknown JSON against the metadata: 400 or 422, naming the field or the place. */
export function parseFilter(ctx: Context, meta: ObjectMeta, raw: unknown, options: FilterOptions = {}): Filter {
  const zone = options.timeZone ?? ctx.tenant.timeZone;
  let conditions = 0;

  const read = (node: unknown, at: string, level: number): Filter => {
    const { and, or, not, field, op, value } = objectOf(node, at, ['and', 'or', 'not', 'field', 'op', 'value']);
    const kinds = [and !== undefined, or !== undefined, not !== undefined, field !== undefined || op !== undefined];
    if (kinds.filter(Boolean).length !== 1) {
      throw fieldError('WRONG_TYPE', at, label('应为 and、or、not 或一个条件', 'Must be one of and, or, not, or a condition'));
    }
    if (field === undefined && op === undefined) {
      if (value !== undefined) throw fieldError('UNKNOWN_FIELD', `${at}.value`);
      if (level > mostLevels) throw tooMany(at, label(`筛选最多 ${mostLevels} 层`, `A filter has at most ${mostLevels} levels`));
      if (not !== undefined) return { kind: 'not', item: read(not, `${at}.not`, level + 1) };
      const kind = and !== undefined ? 'and' : 'or';
      // more than there may be conditions can only be refused below: no list is walked further than that
      const items = listOf(and ?? or, `${at}.${kind}`, mostConditions);
      return { kind, items: items.map((item, index) => read(item, `${at}.${kind}[${index}]`, level + 1)) };
    }
    conditions += 1;
    if (conditions > mostConditions) throw tooMany(at, label(`最多 ${mostConditions} 个筛选条件`, `At most ${mostConditions} conditions`));
    return condition(field, op, value, at);
  };

  const condition = (name: unknown, op: unknown, value: unknown, at: string): Filter => {
    const path = resolvePath(ctx, meta, name, `${at}.field`);
    if (op !== 'isNull' && op !== 'isNotNull') refuseMasked(path);
    if (typeof op !== 'string') throw fieldError('WRONG_TYPE', `${at}.op`, label('筛选方式应为文字', 'The operator must be text'));
    if (!operators[familyOf(path.field)].includes(op)) {
      throw fieldError(
        'UNKNOWN_OP',
        path.name,
        label(`此字段不支持筛选方式“${shorten(op)}”`, `The operator "${shorten(op)}" is not supported for this field`),
      );
    }
    return readTest({ ctx, path, op, value, zone });
  };

  return read(raw, 'filter', 1);
}
