import { textOf } from '@huanke/platform/kernel';
import type { Context, FieldMeta, Values } from '@huanke/platform/module';
import { placeName } from '@huanke/platform/text';
import { isTarget, keptOf } from './compatible.ts';
import { checkLine, type MadeObject, type MappingLine } from './mapping.ts';

export const given = (values: Readonly<Record<string, unknown>>): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));

/** A value of the lead as the other field keeps it: an option becomes its name where a text takes it. */
function valueFor(ctx: Context, from: FieldMeta, to: FieldMeta, value: unknown): unknown {
  if (value === null || value === undefined || from.type === to.type) return keptOf(from, to, value);
  if (from.type !== 'picklist') return String(value);
  const option = from.options?.find(({ key }) => key === value);
  return option ? textOf(option.label, ctx.tenant.language) : String(value);
}

/** Where the lead lies, for callers who may say so of an account. */
function regionOf(ctx: Context, lead: Values): string | undefined {
  const account = ctx.meta.object('account');
  const field = account?.fields.get('region');
  return account && field && isTarget(account, field) && !field.right ? placeName(lead.address) : undefined;
}

/**
 * What a mapping makes of a lead, by object. Lines whose fields have gone or no longer fit are left out, and options the other field lacks. An
 * account has a name in any case, and so has a contact: nothing could be made without. It lies where the lead does unless a line says otherwise.
 */
export function valuesOf(ctx: Context, lead: Values, lines: readonly MappingLine[]): Record<MadeObject, Values> {
  const made: Record<MadeObject, Record<string, unknown>> = { account: {}, contact: {}, opportunity: {} };
  for (const line of lines) {
    const { from, to, problem } = checkLine(ctx.meta, line);
    if (from && to && !problem) made[line.object][line.to] = valueFor(ctx, from, to, lead[line.from]);
  }
  return {
    account: given({
      ...made.account,
      name: made.account.name ?? lead.company ?? lead.name,
      region: made.account.region ?? regionOf(ctx, lead),
      owner: lead.owner,
    }),
    contact: given({ ...made.contact, name: made.contact.name ?? lead.name, owner: lead.owner }),
    opportunity: given({ ...made.opportunity, owner: lead.owner }),
  };
}
