import { label } from '@huanke/platform/kernel';
import { BodyReader } from '@huanke/platform/metadata';
import { type Context, definePartKind, partsOf } from '@huanke/platform/module';

/** What a company says about its leads. */
export interface LeadRules {
  /** Working minutes from the assignment within which a lead is to be answered; null: no limit. */
  readonly firstResponseMinutes: number | null;
}

export const shippedLeadRules: LeadRules = { firstResponseMinutes: 30 };

const most = 60 * 24 * 30;

/** `PUT /meta/parts/leadRules/company` {firstResponseMinutes}. */
export const leadRulesKind = definePartKind<LeadRules>({
  kind: 'leadRules',
  label: label('线索规则', 'Lead rules'),
  of: 'tenant',
  loaded: true,
  read(_ctx, _place, body) {
    const reader = new BodyReader(body);
    reader.only(new Set(['firstResponseMinutes']));
    const none = reader.raw('firstResponseMinutes') === null;
    const minutes = reader.integer('firstResponseMinutes', 1, most);
    if (!none && !reader.has('firstResponseMinutes'))
      reader.problem('firstResponseMinutes', 'REQUIRED', label('填写分钟数，不限制时为 null', 'Give the minutes, or null for no limit'));
    reader.finish();
    return { firstResponseMinutes: none ? null : (minutes ?? null) };
  },
});

export function leadRules(ctx: Pick<Context, 'meta'>): LeadRules {
  return partsOf<LeadRules>(ctx.meta, 'leadRules')[0]?.definition ?? shippedLeadRules;
}
