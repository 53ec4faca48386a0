import type { Context, ObjectMeta } from '@huanke/platform/module';

/** A shipped object of the caller's metadata; that it is there is certain. */
export function metaOf(ctx: Pick<Context, 'meta'>, name: string): ObjectMeta {
  const meta = ctx.meta.object(name);
  if (!meta) throw new Error(`there is no ${name}`);
  return meta;
}
