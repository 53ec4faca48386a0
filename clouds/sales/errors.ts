import { defineErrors, label } from '@huanke/platform/kernel';

export const leadErrors = defineErrors({
  ALREADY_CONVERTED: {
    status: 409,
    text: label('线索已转换，请打开转成的客户或商机', 'The lead is already converted; open its account or opportunity'),
  },
  ACCOUNT_CHOICE: {
    status: 422,
    text: label('已有这家公司，请选择转到哪个客户名下', 'The company is there already; choose the account to convert to'),
  },
  ACCOUNT_OWNED: {
    status: 422,
    text: label('这个客户由别人负责，请先把线索交给客户的负责人', 'Somebody else owns the account; hand the lead to its owner first'),
  },
  REVERT_TOO_LATE: { status: 422, text: label('转换超过 24 小时，不能撤回', 'Converted more than 24 hours ago; it can not be taken back') },
  REVERT_IN_USE: {
    status: 422,
    text: label('转换之后已有新的内容，不能撤回', 'Something was added since the conversion; it can not be taken back'),
  },
});
