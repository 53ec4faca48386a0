import { fieldError, label } from '../../kernel/index.ts';
import type { Context, FieldDefinition, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { canonicalSource, compileOrRefuse, formulaTypeOf } from './compile.ts';

/** `{formula: 'TODAY() + 7'}` as the default of a field: its formula; undefined for every other default. */
export function defaultFormula(field: Pick<FieldDefinition, 'default'>): string | undefined {
  const value = field.default;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { formula } = value as { formula?: unknown };
  return typeof formula === 'string' ? formula : undefined;
}

const unfit: ReadonlySet<FieldMeta['type']> = new Set([
  'multiPicklist',
  'tags',
  'address',
  'geolocation',
  'image',
  'attachment',
  'signature',
  'encrypted',
  'autoNumber',
]);

/** Checks a default that is a formula; answers it with API names, or undefined when the default is none. */
export function readFormulaDefault(ctx: Pick<Context, 'meta'>, meta: ObjectMeta, field: FieldDefinition): FieldDefinition['default'] {
  const source = defaultFormula(field);
  if (source === undefined) return undefined;
  if (unfit.has(field.type) || field.many)
    throw fieldError('INVALID_VALUE', 'default', label('这种字段的默认值不能用公式', 'The default of such a field can not be a formula'));
  const formula = compileOrRefuse(ctx.meta, meta, { source, expected: formulaTypeOf(field.type), at: 'default' });
  return { formula: canonicalSource(formula) };
}
