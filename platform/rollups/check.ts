import { fieldError, label } from '../kernel/index.ts';
import { dependenceOf } from '../metadata/formula/index.ts';
import { passingParts, rollupsOver, sourcesBehind, sourcesOf } from '../metadata/rollup.ts';
import type { Context, FieldDefinition, FieldMeta, ObjectMeta, RollupDefinition, TenantMetadata } from '../module/index.ts';
import { filterProblem } from '../records/index.ts';
import { displayScale } from '../storage/codec.ts';

/** A roll-up may read another one, and no more: each level makes every save below it longer. */
const mostLevels = 2;

const refuse = (at: string, zh: string, en: string) => fieldError('INVALID_VALUE', `rollup.${at}`, label(zh, en));

/** What a roll-up gives; refuses, naming the part, what can not be summed up. */
export function checkRollup(
  ctx: Context,
  meta: ObjectMeta,
  name: string,
  rollup: RollupDefinition,
): Pick<FieldDefinition, 'result' | 'scale'> {
  const child = ctx.meta.object(rollup.object);
  if (!child) throw refuse('object', '要汇总的对象不存在', 'The object to sum up does not exist');
  checkRelation(meta, child, rollup);
  const source = rollup.of === undefined ? undefined : child.fields.get(rollup.of);
  if (rollup.function !== 'count' && !source) throw refuse('of', '要汇总的字段不存在', 'The field to sum up does not exist');
  const given = resultOf(rollup, source);
  for (const field of sourcesOf(rollup)) refuseRestless(ctx.meta, child, field, rollup.of);
  checkFilter(ctx, child, rollup.filter);
  checkLevels(ctx.meta, meta, name, rollup);
  return given;
}

function checkRelation(meta: ObjectMeta, child: ObjectMeta, rollup: RollupDefinition): void {
  const field = child.fields.get(rollup.field);
  const points =
    field && !field.many && !field.system && (field.type === 'lookup' || field.type === 'masterDetail') && field.object === meta.name;
  if (!points) throw refuse('field', `请选择指向${meta.label.zh}的关联字段`, `Choose a lookup that points to ${meta.label.en}`);
  if (field.storage.kind === 'custom' && field.storage.slot === null)
    throw refuse('field', '请先把这个关联字段设为“可快速筛选”', 'Make this lookup quick to filter first');
}

const numeric: ReadonlySet<string> = new Set(['number', 'currency', 'percent', 'rating']);

function resultOf(rollup: RollupDefinition, source: FieldMeta | undefined): Pick<FieldDefinition, 'result' | 'scale'> {
  if (rollup.function === 'count' || !source) return { result: 'number', scale: 0 };
  const compares = rollup.function === 'min' || rollup.function === 'max';
  if (compares && (source.type === 'date' || source.type === 'datetime')) return { result: source.type };
  if (!numeric.has(source.type) || source.system)
    throw compares
      ? refuse(
          'of',
          '只能对数字、金额、百分比和日期取最大、最小值',
          'Only numbers, amounts, percentages and dates have a least and a greatest',
        )
      : refuse('of', '只能对数字、金额和百分比求和、求平均', 'Only numbers, amounts and percentages can be added up');
  const result = source.type === 'rating' ? 'number' : (source.type as 'number' | 'currency' | 'percent');
  return { result, scale: displayScale(source) + (rollup.function === 'avg' ? 2 : 0) };
}

/** Written by every save without being a change of the record. */
const restless: ReadonlySet<string> = new Set(['version', 'updatedAt', 'updatedBy']);

function refuseRestless(meta: TenantMetadata, child: ObjectMeta, name: string, of: string | undefined): void {
  const field = child.fields.get(name.split('.')[0] ?? '');
  if (name.includes('.'))
    throw refuse('filter', '汇总条件只能用下级记录自己的字段', 'The filter of a roll-up compares fields of the record itself');
  const at = name === of ? 'of' : 'filter';
  if (field && (restless.has(field.name) || field.type === 'encrypted'))
    throw refuse(at, `汇总不能用“${field.label.zh}”`, `A roll-up can not use "${field.label.en}"`);
  if (field?.formula !== undefined) refuseRestlessFormula(meta, child, field, at);
}

/** A formula field changes with no save of its record when it reads records above or the clock. */
function refuseRestlessFormula(meta: TenantMetadata, child: ObjectMeta, field: FieldMeta, at: string): void {
  const { own, above, clock } = dependenceOf(meta, child, field);
  const { zh, en } = field.label;
  if (above) throw refuse(at, `“${zh}”的公式用到上级记录，不能汇总`, `The formula of "${en}" reads records above and can not be summed up`);
  if (clock) throw refuse(at, `“${zh}”的公式随时间变化，不能汇总`, `The formula of "${en}" changes with time and can not be summed up`);
  if ([...own].some((name) => restless.has(name)))
    throw refuse(
      at,
      `“${zh}”的公式用到更新时间或更新人，不能汇总`,
      `The formula of "${en}" reads when or by whom the record was changed and can not be summed up`,
    );
}

const passing = label('汇总条件不能用相对日期、附近和上下级', 'A roll-up can not use relative dates, places nearby or trees');

/** A stored value can not depend on who looks or on the day: relative dates, "me" and trees are refused. */
function checkFilter(ctx: Context, child: ObjectMeta, filter: unknown): void {
  if (filter === undefined) return;
  const wrong = filterProblem(ctx, child, filter);
  if (wrong) throw fieldError('INVALID_VALUE', 'rollup.filter', wrong);
  if (passingParts(filter).has('time')) throw fieldError('INVALID_VALUE', 'rollup.filter', passing);
}

function checkLevels(meta: TenantMetadata, parent: ObjectMeta, name: string, rollup: RollupDefinition): void {
  const self = `${parent.name}.${name}`;
  const below = (one: RollupDefinition, path: readonly string[]): number => {
    const levels = [...sourcesBehind(meta, one)].flatMap((field) => {
      const next = meta.object(one.object)?.fields.get(field)?.rollup;
      const key = `${one.object}.${field}`;
      if (key === self || path.includes(key)) throw refuse('of', '汇总不能直接或间接地汇总自己', 'A roll-up can not sum up itself');
      return next ? [below(next, [...path, key])] : [];
    });
    return 1 + Math.max(0, ...levels);
  };
  const above = (object: string, field: string): number =>
    1 +
    Math.max(0, ...rollupsOver(meta, object).flatMap((one) => (one.sources.has(field) ? [above(one.parent.name, one.field.name)] : [])));
  if (below(rollup, [self]) + above(parent.name, name) - 1 > mostLevels)
    throw refuse('of', `汇总的汇总最多 ${mostLevels} 层`, `Roll-ups of roll-ups go ${mostLevels} levels at most`);
}
