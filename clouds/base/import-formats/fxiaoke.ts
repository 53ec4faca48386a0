import type { ImportFormat } from '@huanke/platform/module';
import { origin } from './origin.ts';
import { fxiaokeSource as source } from './sources.ts';

export const fxiaokeOrigin = origin('创建时间', '创建人', '最后修改时间');

export const fxiaoke: readonly ImportFormat[] = [
  {
    source,
    object: 'account',
    headers: ['客户名称', '负责人', '负责人主属部门', '最后修改时间'],
    columns: {
      唯一性ID: 'externalId',
      客户编号: 'externalId',
      客户名称: 'name',
      上级客户: 'parent',
      客户级别: { field: 'level', onMissing: 'empty' },
      '1级行业': 'industry',
      行业: 'industry',
      电话: 'phone',
      国家: 'country',
      市: 'region',
      省: 'region',
      来源: { field: 'source', onMissing: 'empty' },
      客户来源: { field: 'source', onMissing: 'empty' },
      负责人: 'owner',
      ...fxiaokeOrigin,
    },
  },
  {
    source,
    object: 'contact',
    headers: ['姓名', '客户名称', '负责人主属部门', '最后修改时间'],
    columns: {
      唯一性ID: 'externalId',
      姓名: 'name',
      客户名称: 'account',
      职务: 'title',
      手机: 'phone',
      手机1: 'phone',
      手机2: 'otherPhone',
      电话: 'workPhone',
      电话1: 'workPhone',
      电话2: 'otherPhone',
      邮件: 'email',
      微信: 'wechat',
      生日: 'birthday',
      负责人: 'owner',
      ...fxiaokeOrigin,
    },
  },
];
