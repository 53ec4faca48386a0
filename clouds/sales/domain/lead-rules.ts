import { label } from '@huanke/platform/kernel';
import { defineSettings, limitSetting, units } from '@huanke/platform/metadata';

/** What a company says about its leads. */
export interface LeadRules {
  /** Working minutes from the assignment within which a lead is to be answered; null: no limit. */
  readonly firstResponseMinutes: number | null;
}

/** `PUT /meta/parts/leadRules/company` {firstResponseMinutes}: the 30 minutes of SAL-1. */
const settings = defineSettings<LeadRules>({
  kind: 'leadRules',
  name: 'company',
  label: label('线索规则', 'Lead rules'),
  text: label('首次响应时限', 'The first answer'),
  icon: 'lead',
  fields: {
    firstResponseMinutes: limitSetting({
      label: label('首次响应时限', 'First answer within'),
      help: label(
        '分配后这么久还没有首次跟进，提醒负责人和上级；只算工作时间',
        'Owner and manager are told when nobody answered in this working time',
      ),
      shipped: 30,
      min: 1,
      max: 60 * 24 * 30,
      unit: units.workingMinutes,
      none: label('不限制', 'no limit'),
    }),
  },
});

export const leadRules = settings.of;
export const leadRulesKind = settings.kind;
