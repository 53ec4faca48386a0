import { label } from '@huanke/platform/kernel';

/** What 华泵科技 has the system tag, by names of rules. */
export const demoTagRules = {
  large: {
    tag: '大型企业',
    reason: label('年营收 10 亿元以上', 'Annual revenue of 1 billion or more'),
    filter: { field: 'annualRevenue', op: 'gte', value: '1000000000' },
  },
} as const;
