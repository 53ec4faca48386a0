import { rightsFor } from '../access/index.ts';
import { errors, type Label } from '../kernel/index.ts';
import { type Context, type FieldRight, makeContext } from '../module/index.ts';
import type { MaskKind } from '../text/index.ts';

/** What somebody may do with one field, and which of their roles say something of it. */
export interface ExplainedField {
  readonly field: string;
  readonly label: Label;
  readonly right: FieldRight;
  /** They read it masked, by the right or by the field itself. */
  readonly masked: MaskKind | null;
  readonly roles: readonly { readonly name: Label; readonly right: FieldRight | null }[];
}

/** The fields of an object on which somebody is limited, for who manages people. */
export async function explainFields(ctx: Context, user: string, object: string): Promise<ExplainedField[]> {
  const meta = ctx.meta.object(object);
  const member = await ctx.app.identity.member(ctx.tenant, user);
  if (!meta || !member) throw errors.NOT_FOUND();
  const { access, roles } = member;
  const seen = makeContext({ app: ctx.app, tenant: ctx.tenant, user: member.user, access, meta: ctx.meta }).meta.object(object);
  return [...meta.fields.values()].flatMap((field) => {
    const right = access.field(object, field.name);
    const masked = seen?.fields.get(field.name)?.masked ?? null;
    if ((right === 'edit' && masked === null) || rightsFor(field, field.name === meta.title).length === 0) return [];
    const said = roles.map((role) => ({
      name: role.name,
      right: role.fields[object]?.[field.name] ?? (role.kind === 'set' ? null : ('edit' as const)),
    }));
    return [{ field: field.name, label: field.label, right, masked, roles: said }];
  });
}
