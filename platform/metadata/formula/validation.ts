import { FormulaError } from '../../formula/index.ts';
import { label } from '../../kernel/index.ts';
import { definePartKind } from '../../module/index.ts';
import { BodyReader } from '../parse.ts';
import { canonicalSource, compileOrRefuse } from './compile.ts';
import { type ValidationRule, validationKindName } from './validation-rule.ts';

const keys = new Set(['label', 'active', 'condition', 'message', 'field']);

/** `PUT /meta/objects/{o}/parts/validation/{name}` {label?, active?, condition, message, field?}: enforced with the next save. */
export const validationKind = definePartKind<ValidationRule>({
  kind: validationKindName,
  label: label('校验规则', 'Validation rule'),
  of: 'object',
  loaded: true,
  read(ctx, { object, name }, body) {
    if (!object) throw new FormulaError([]);
    const reader = new BodyReader(body);
    reader.only(keys);
    const condition = reader.raw('condition');
    if (condition === undefined || condition === null || condition === '')
      reader.problem('condition', 'REQUIRED', label('请填写条件', 'Write the condition'));
    else if (typeof condition !== 'string') reader.problem('condition', 'WRONG_TYPE', label('应为文字', 'Must be text'));
    const message = reader.label('message', true);
    const field = reader.text('field', { max: 60 });
    if (field !== undefined && !object.fields.has(field))
      reader.problem('field', 'INVALID_VALUE', label('没有这个字段', 'There is no such field'));
    const named = label(name, name);
    const text = reader.label('label', false) ?? message ?? named;
    const active = reader.boolean('active') ?? true;
    reader.finish();
    const formula = compileOrRefuse(ctx.meta, object, { source: String(condition), expected: 'boolean', at: 'condition', hasPrior: true });
    // where a person can do something about it
    const first = formula.fields.map((path) => path.split('.')[0] ?? '').find((one) => object.fields.get(one)?.readOnly !== true);
    return {
      label: text,
      active,
      condition: canonicalSource(formula),
      message: message ?? named,
      field: field ?? first ?? object.title,
    };
  },
});
