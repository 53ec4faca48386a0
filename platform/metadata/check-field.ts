import type { Context, FieldDefinition, FieldMeta, ObjectMeta } from '../module/index.ts';
import { checkDefault } from './default-value.ts';
import { checkDependsOn } from './field-checks.ts';
import type { OptionSet } from './option-set.ts';
import { keepUsedOptions } from './options.ts';
import { checkProcess } from './process/index.ts';

/** Whether a field could become this, whole: what an undo puts back must still fit to what has become of the object since. */
export async function checkFieldDefinition(ctx: Context, meta: ObjectMeta, field: FieldMeta, definition: FieldDefinition): Promise<void> {
  const set = ctx.meta.parts.get('optionSet')?.find((part) => part.name === definition.optionSet)?.definition as OptionSet | undefined;
  const options = definition.optionSet ? (set?.options ?? []) : definition.options;
  checkDependsOn(new Map([...meta.fields, [field.name, definition]]), field.name, 'dependsOn');
  if (!definition.optionSet) checkProcess(meta, field, options);
  if (field.options && options) await keepUsedOptions(ctx, meta, field, options);
  checkDefault({
    ...definition,
    ...(options ? { options } : {}),
    name: field.name,
    custom: field.custom,
    system: false,
    storage: field.storage,
  });
}
