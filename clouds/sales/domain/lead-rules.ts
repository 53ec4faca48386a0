import { label } from '@huanke/platform/kernel';
import { booleanSetting, choiceSetting, defineSettings, limitSetting, units } from '@huanke/platform/metadata';

/** What a company says about its leads. */
export interface LeadRules {
  /** Working minutes from the assignment within which a lead is to be answered; null: no limit. */
  readonly firstResponseMinutes: number | null;
  /** A new lead has a phone, an e-mail address or a WeChat id. */
  readonly reachable: boolean;
  /** What follows when a lead is converted to an account that somebody else than the lead's owner owns. */
  readonly existingAccount: 'join' | 'request' | 'refuse';
}

/** `PUT /meta/parts/leadRules/company` {firstResponseMinutes, reachable, existingAccount}: the 30 minutes and the ways to reach somebody of SAL-1, the policy of SAL-8. */
const settings = defineSettings<LeadRules>({
  kind: 'leadRules',
  name: 'company',
  label: label('线索规则', 'Lead rules'),
  text: label('首次响应时限、联系方式、转到已有客户', 'The first answer, ways to reach somebody, conversion to accounts of others'),
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
    reachable: booleanSetting({
      label: label('新线索要有联系方式', 'New leads can be reached'),
      help: label(
        '手机、邮箱、微信号至少一项；表单、接口和导入都检查；要录入只有公司名称的线索，请关闭',
        'A phone, an e-mail address or a WeChat id: asked for in forms, by the API and by imports; switch it off for leads that are only a company',
      ),
      shipped: true,
    }),
    existingAccount: choiceSetting({
      label: label('转到别人负责的客户时', 'Conversion to an account of somebody else'),
      help: label('客户的负责人不变', 'The account keeps its owner'),
      shipped: 'join',
      choices: [
        { key: 'join', label: label('线索的负责人加入客户团队（只读）', 'The owner of the lead joins its team (may read)') },
        { key: 'request', label: label('通知客户的负责人，由其决定是否让他加入', 'The owner of the account is asked to let them join') },
        { key: 'refuse', label: label('不允许转换', 'It is refused') },
      ],
    }),
  },
});

export const leadRules = settings.of;
export const leadRulesKind = settings.kind;
