import { label } from '@huanke/platform/kernel';
import { email, idNumber, type MatchCriterion, phone } from '@huanke/platform/module';

/** 统一社会信用代码 (GB 32100-2015), of accounts and of the companies leads come from: a wrong check character is asked about, never refused. */
export const creditCode = idNumber({
  label: label('统一社会信用代码', 'Credit code'),
  max: 30,
  kind: 'uscc',
  lenient: true,
  search: 'code',
  indexed: true,
  help: label('营业执照上的 18 位代码', 'The 18 characters on the business licence'),
  synonyms: ['信用代码', '税号'],
});

/**
 * By what people are reached beside their main number and address. They are found by the search index and by their keys of duplicates, as the
 * main ones are: an index of their own would cost every save.
 */
export const otherWays = {
  workPhone: phone({
    label: label('办公电话', 'Work phone'),
    search: 'phone',
    synonyms: ['座机', '固定电话', '固话', '公司电话', '单位电话', 'office phone', 'business phone', 'landline'],
  }),
  otherPhone: phone({
    label: label('其他电话', 'Other phone'),
    search: 'phone',
    synonyms: [
      '备用电话',
      '备用手机',
      '其他手机',
      '电话2',
      '手机2',
      '第二电话',
      'phone 2',
      'mobile 2',
      'alternative phone',
      'secondary phone',
    ],
  }),
  otherEmail: email({
    label: label('其他邮箱', 'Other e-mail'),
    search: 'email',
    synonyms: ['备用邮箱', '邮箱2', '第二邮箱', '邮件2', 'email 2', 'alternative email', 'secondary email'],
  }),
};

/** Which of them takes what a pasted card says, and what a merge would lose. */
export const cardOfWays = {
  phone: 'phone',
  workPhone: 'workPhone',
  otherPhone: 'otherPhone',
  email: 'email',
  otherEmail: 'otherEmail',
} as const;

/** They tell of the same person as the main ones do. */
export const otherWaysMatch: readonly MatchCriterion[] = [
  { kind: 'mobile', fields: ['workPhone'], score: 90, action: 'warn' },
  { kind: 'mobile', fields: ['otherPhone'], score: 90, action: 'warn' },
  { kind: 'email', fields: ['otherEmail'], score: 90, action: 'warn' },
];
