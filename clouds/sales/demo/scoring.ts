import type { ScoreDefinition } from '../scoring/points.ts';

/** A first version of the rules of 华泵科技: a draft, so that publishing it can be seen. */
export const demoScoring: ScoreDefinition = {
  halfLifeDays: 14,
  grades: { a: 75, b: 50, c: 25 },
  groups: [
    {
      name: '匹配度',
      cap: 60,
      rules: [
        {
          kind: 'fit',
          name: '设备、采购、技术负责人',
          points: 30,
          filter: {
            or: ['部长', '经理', '主任', '总'].map((value) => ({ field: 'title', op: 'contains', value })),
          },
        },
        { kind: 'fit', name: '老客户介绍或展会', points: 20, filter: { field: 'source', op: 'in', value: ['referral', 'exhibition'] } },
        { kind: 'fit', name: '留了邮箱', points: 10, filter: { field: 'email', op: 'isNotNull' } },
      ],
    },
    {
      name: '行为',
      cap: 60,
      rules: [
        { kind: 'touch', name: '每次触达', points: 15, keys: [] },
        { kind: 'activity', name: '电话、拜访、会议、演示', points: 15, keys: ['call', 'visit', 'meeting', 'demo'] },
        { kind: 'activity', name: '邮件、微信', points: 5, keys: ['email', 'message'] },
      ],
    },
  ],
};
