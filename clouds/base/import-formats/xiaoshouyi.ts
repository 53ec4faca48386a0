import type { ImportFormat } from '@huanke/platform/module';
import { origin } from './origin.ts';
import { xiaoshouyiSource as source } from './sources.ts';

export const xiaoshouyiOrigin = origin('创建日期', '创建人', '最新修改日');

export const xiaoshouyi: readonly ImportFormat[] = [
  {
    source,
    object: 'account',
    headers: ['公司名称', '公司所有人'],
    columns: {
      公司ID: 'externalId',
      公司名称: 'name',
      上级公司: 'parent',
      公司等级: { field: 'level', onMissing: 'empty' },
      行业: 'industry',
      电话: 'phone',
      总人数: 'employees',
      销售额: 'annualRevenue',
      国家: 'country',
      城市: 'region',
      省份: 'region',
      公司所有人: 'owner',
      ...xiaoshouyiOrigin,
    },
  },
  {
    source,
    object: 'contact',
    headers: ['联系人姓名', '公司名称', '联系人所有人'],
    columns: {
      联系人ID: 'externalId',
      联系人姓名: 'name',
      公司ID: { field: 'account', lookupBy: 'externalId' },
      公司名称: 'account',
      职务: 'title',
      手机: 'phone',
      电话: 'workPhone',
      电子邮件: 'email',
      微信: 'wechat',
      联系人所有人: 'owner',
      ...xiaoshouyiOrigin,
    },
  },
];
