import { errors, type Label, label } from '../kernel/index.ts';
import { type Context, definePartKind, type Option } from '../module/index.ts';
import { BodyReader, readOptions } from './parse.ts';

/** A list of options that picklists of several objects share. */
export interface OptionSet {
  readonly label: Label;
  readonly options: readonly Option[];
}

/** Where a set is used: picklist fields that take their options from it. */
export function fieldsOfSet(ctx: Context, name: string): { readonly object: string; readonly field: string }[] {
  return ctx.meta.objects.flatMap((object) =>
    [...object.fields.values()].filter((field) => field.optionSet === name).map((field) => ({ object: object.name, field: field.name })),
  );
}

/** `PUT /meta/parts/optionSet/{name}` {label, options}. A change is seen by all fields of the set with the next request. */
export const optionSetKind = definePartKind<OptionSet>({
  kind: 'optionSet',
  label: label('选项集', 'Option set'),
  of: 'tenant',
  loaded: true,
  read(ctx, { name }, body) {
    const reader = new BodyReader(body);
    reader.only(new Set(['label', 'options']));
    const text = reader.label('label', true);
    const raw = reader.list('options', 1000);
    const options = raw ? readOptions(reader, raw) : [];
    if (options.length === 0) reader.problem('options', 'REQUIRED', label('至少要有一个选项', 'At least one option is needed'));
    const before = ctx.meta.parts.get('optionSet')?.find((part) => part.name === name)?.definition as OptionSet | undefined;
    const kept = new Set(options.map((option) => option.key));
    const dropped = fieldsOfSet(ctx, name).length > 0 && before?.options.find((option) => !kept.has(option.key));
    // records of several objects may hold it: only the work that replaces a value takes it away
    if (dropped)
      reader.problem(
        'options',
        'STATE',
        label(
          `选项“${dropped.label.zh}”在用，请停用它，或替换成别的选项`,
          `The option "${dropped.label.en}" is in use; retire it, or replace it by another`,
        ),
      );
    reader.finish();
    return { label: text ?? label(name, name), options };
  },
  beforeDelete(ctx, { name }) {
    const used = fieldsOfSet(ctx, name);
    if (used.length === 0) return;
    const where = used.map(({ object, field }) => {
      const meta = ctx.meta.object(object);
      const of = meta?.fields.get(field);
      return { zh: `${meta?.label.zh} · ${of?.label.zh}`, en: `${meta?.label.en} · ${of?.label.en}` };
    });
    throw errors.STATE({
      errors: [
        {
          field: 'name',
          code: 'STATE',
          message: label(
            `还有字段在用：${where.map((one) => one.zh).join('、')}`,
            `Fields still use it: ${where.map((one) => one.en).join(', ')}`,
          ),
        },
      ],
    });
  },
});
