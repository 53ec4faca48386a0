import type { ImportFormat } from '@huanke/platform/module';
import { origin } from './origin.ts';
import { wukongSource as source } from './sources.ts';

export const wukongOrigin = origin('创建时间', '创建人', '更新时间');

export const wukong: readonly ImportFormat[] = [
  {
    source,
    object: 'account',
    headers: ['客户名称', '客户行业', '客户级别', '成交状态', '下次联系时间'],
    columns: {
      客户名称: 'name',
      客户来源: { field: 'source', onMissing: 'empty' },
      客户行业: 'industry',
      客户级别: { field: 'level', onMissing: 'empty', valueMap: { 'A（重点客户）': 'A', 'B（普通客户）': 'B', 'C（非优先客户）': 'C' } },
      手机: 'phone',
      电话: 'phone',
      '省、市、区/县': 'region',
      负责人: 'owner',
      ...wukongOrigin,
    },
  },
  {
    source,
    object: 'contact',
    headers: ['姓名', '客户名称', '是否关键决策人', '下次联系时间'],
    columns: {
      姓名: 'name',
      客户名称: 'account',
      职务: 'title',
      手机: 'phone',
      电话: 'workPhone',
      邮箱: 'email',
      负责人: 'owner',
      ...wukongOrigin,
    },
  },
];
