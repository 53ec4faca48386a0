import { label } from '@huanke/platform/kernel';
import { idNumber } from '@huanke/platform/module';

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
