import { defineErrors, label } from '@huanke/platform/kernel';

export const contractErrors = defineErrors({
  PLAN_MISMATCH: {
    status: 422,
    text: label(
      '回款计划合计 {planned}，与合同金额 {amount} 不一致',
      'The instalments add up to {planned}; the contract is about {amount}',
    ),
  },
  SECOND_PERSON: {
    status: 403,
    text: label('合同要由提交签署人以外的人确认', 'Somebody else than who handed it in confirms a contract'),
  },
});
