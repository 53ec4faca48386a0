import { type Label, label } from '../kernel/index.ts';
import { type Context, definePartKind, type PartKind, partsOf } from '../module/index.ts';
import { BodyReader } from './parse.ts';

export interface Settings<S> {
  /** For `parts` of the module's manifest. */
  readonly kind: PartKind<Partial<S>>;
  /** What holds for the caller's company: what it has set, and the rest as shipped. */
  of(ctx: Pick<Context, 'meta'>): S;
}

/**
 * Settings of a module that a company may change: `PUT /meta/parts/{kind}/{name}` with all that shall differ; what is left out is as shipped.
 * As every part they stand in the history of the configuration, travel in packages and can be taken back.
 *
 * @param read reads the body key by key; undefined is what it does not say
 */
export function defineSettings<S extends object>({
  kind,
  name,
  label: title,
  shipped,
  read,
}: {
  readonly kind: string;
  readonly name: string;
  readonly label: Label;
  readonly shipped: S;
  read(reader: BodyReader, ctx: Context): { readonly [K in keyof S]: S[K] | undefined };
}): Settings<S> {
  return {
    kind: definePartKind<Partial<S>>({
      kind,
      label: title,
      of: 'tenant',
      loaded: true,
      read(ctx, place, body) {
        const reader = new BodyReader(body);
        reader.only(new Set(Object.keys(shipped)));
        if (place.name !== name) reader.problem('name', 'INVALID_VALUE', label(`名称应为 ${name}`, `The name must be ${name}`));
        const made = read(reader, ctx);
        reader.finish();
        return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)) as Partial<S>;
      },
    }),
    of: (ctx) => ({ ...shipped, ...partsOf<Partial<S>>(ctx.meta, kind).find((part) => part.name === name)?.definition }),
  };
}
