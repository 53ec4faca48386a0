import { label } from '@huanke/platform/kernel';
import type { Context, TileDefinition } from '@huanke/platform/module';
import { stagesOf } from '../deals/stages.ts';

const openKeys = (ctx: Context, object: string, field: string): readonly string[] =>
  (ctx.meta.object(object)?.fields.get(field)?.options ?? []).filter(({ category }) => category === 'open').map(({ key }) => key);

const amount = { field: 'amount', currency: 'currency' } as const;

/** What the sales cloud puts at the head of an account. */
export const accountTiles: readonly TileDefinition[] = [
  {
    name: 'openDeals',
    label: label('在谈商机', 'Open deals'),
    icon: 'opportunity',
    of: 'account',
    object: 'opportunity',
    unit: label('个', 'deals'),
    order: 10,
    sum: amount,
    asks: ['account', 'stage'],
    filter: (ctx, account) => ({
      and: [
        { field: 'account', op: 'eq', value: account },
        { field: 'stage', op: 'in', value: stagesOf(ctx, 'open') },
      ],
    }),
  },
  {
    name: 'wonDeals',
    label: label('近 12 个月赢单', 'Won in 12 months'),
    icon: 'check',
    of: 'account',
    object: 'opportunity',
    unit: label('单', 'deals'),
    order: 20,
    sum: amount,
    asks: ['account', 'stage', 'closedOn'],
    filter: (ctx, account) => ({
      and: [
        { field: 'account', op: 'eq', value: account },
        { field: 'stage', op: 'in', value: stagesOf(ctx, 'won') },
        { field: 'closedOn', op: 'within', value: 'lastNMonths:12' },
      ],
    }),
  },
  {
    name: 'tenders',
    label: label('投标中', 'Open tenders'),
    icon: 'flag',
    of: 'account',
    object: 'tender',
    unit: label('个', 'tenders'),
    order: 30,
    asks: ['buyer', 'status'],
    filter: (ctx, account) => ({
      and: [
        { field: 'buyer', op: 'eq', value: account },
        { field: 'status', op: 'in', value: openKeys(ctx, 'tender', 'status') },
      ],
    }),
  },
  {
    name: 'projects',
    label: label('进行中项目', 'Projects under way'),
    icon: 'flow',
    of: 'account',
    object: 'project',
    unit: label('个', 'projects'),
    order: 40,
    asks: ['account', 'status'],
    filter: (ctx, account) => ({
      and: [
        { field: 'account', op: 'eq', value: account },
        { field: 'status', op: 'in', value: openKeys(ctx, 'project', 'status') },
      ],
    }),
  },
];
