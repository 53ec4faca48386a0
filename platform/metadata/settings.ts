import { type Label, label } from '../kernel/index.ts';
import { type Context, definePartKind, type PartKind, partsOf } from '../module/index.ts';
import { BodyReader } from './parse.ts';
import type { SettingField } from './setting-fields.ts';

export interface Settings<S> {
  /** For `parts` of the module's manifest. */
  readonly kind: PartKind<Partial<S>>;
  /** What holds for the caller's company: what it has set, and the rest as shipped. */
  of(ctx: Pick<Context, 'meta'>): S;
}

/**
 * Settings of a module that a company may change: `PUT /meta/parts/{kind}/{name}` with all that shall differ; what is left out is as shipped.
 * As every part they stand in the history of the configuration, travel in packages and can be taken back. Their page is made from `fields`.
 *
 * @param check finds what is wrong with settings that are right each by itself; it gets what would hold
 * @param changed runs in the transaction that changes them
 */
export function defineSettings<S extends object>({
  kind,
  name,
  label: title,
  text,
  icon,
  fields,
  check,
  changed,
}: {
  readonly kind: string;
  readonly name: string;
  readonly label: Label;
  /** One line: what is set here. */
  readonly text: Label;
  readonly icon: string;
  readonly fields: { readonly [K in keyof S & string]: SettingField<S[K]> };
  check?(reader: BodyReader, settings: S): void;
  changed?(tx: Context): Promise<void>;
}): Settings<S> {
  const declared = Object.entries(fields) as [keyof S & string, SettingField<unknown>][];
  const over = (own: Partial<S> | undefined) =>
    Object.fromEntries(
      declared.map(([key, field]) => [key, own?.[key] === undefined ? field.shipped : (field.over?.(field.shipped, own[key]) ?? own[key])]),
    ) as S;
  const of = (ctx: Pick<Context, 'meta'>) => over(partsOf<Partial<S>>(ctx.meta, kind).find((part) => part.name === name)?.definition);
  return {
    kind: definePartKind<Partial<S>>({
      kind,
      label: title,
      of: 'tenant',
      loaded: true,
      settings: {
        name,
        text,
        icon,
        fields: fields as Record<string, SettingField<unknown>>,
        of: of as (ctx: Pick<Context, 'meta'>) => Record<string, unknown>,
      },
      read(ctx, place, body) {
        const reader = new BodyReader(body);
        reader.only(new Set(Object.keys(fields)));
        if (place.name !== name) reader.problem('name', 'INVALID_VALUE', label(`名称应为 ${name}`, `The name must be ${name}`));
        const read = declared.map(([key, field]) => [key, field.read(reader, key, ctx)] as const);
        const own = Object.fromEntries(read.filter(([, value]) => value !== undefined)) as Partial<S>;
        check?.(reader, over(own));
        reader.finish();
        return own;
      },
      ...(changed ? { afterSave: changed, afterDelete: changed } : {}),
    }),
    of,
  };
}
