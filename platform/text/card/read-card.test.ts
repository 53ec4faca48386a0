import { expect, it } from 'vitest';
import { type Card, readCard } from './read-card.ts';

const phonesOnly = (phone: string, workPhone: string, otherPhone: string): Card => ({ phone, workPhone, otherPhone });

const cases: readonly (readonly [string, string, Card])[] = [
  [
    'a card line by line',
    '王建国\n采购部经理\n浙江恒润化工股份有限公司\n手机:138-0013-8000\n邮箱:Wang.JG@hengrun.cn\n地址:杭州市滨江区',
    { name: '王建国', title: '采购部经理', company: '浙江恒润化工股份有限公司', phone: '13800138000', email: 'wang.jg@hengrun.cn' },
  ],
  [
    'labels in any order, full-width',
    '公司：深圳市星河环宇科技（集团）有限公司　\n联系人：欧阳明 先生\n职务：技术总监\n电话：＋８６ １３９００００１１１１',
    { company: '深圳市星河环宇科技(集团)有限公司', name: '欧阳明', title: '技术总监', phone: '13900001111' },
  ],
  [
    'a chat',
    '你好,我是恒润化工的陈国栋,想了解一下磁力泵,我电话 13905711234',
    { name: '陈国栋', company: '恒润化工', phone: '13905711234' },
  ],
  [
    'one line with gaps',
    '李娜  大区销售总监  上海临港水务集团  021-58881234转8012',
    { name: '李娜', title: '大区销售总监', company: '上海临港水务集团', workPhone: '021-58881234转8012' },
  ],
  [
    'name and title without a gap',
    '周明远采购部经理 苏州相园排水有限公司',
    { name: '周明远', title: '采购部经理', company: '苏州相园排水有限公司' },
  ],
  [
    'how one is called',
    '陈总 江阴远航船务有限公司 400-800-1234',
    { name: '陈总', company: '江阴远航船务有限公司', workPhone: '400-800-1234' },
  ],
  [
    'an English card',
    'James Miller\nPurchasing Manager\nAcme Pumps Co., Ltd.\nTel: +44 20 7946 0958\nE-mail: j.miller@acme.co.uk',
    {
      name: 'James Miller',
      title: 'Purchasing Manager',
      company: 'Acme Pumps Co., Ltd.',
      phone: '+44 20 7946 0958',
      email: 'j.miller@acme.co.uk',
    },
  ],
  [
    'mobile, office and two addresses',
    '周明远 采购总监\n苏州相园排水有限公司\n座机：0512-6688 1234-805\n传真：0512-66881235\n手机：139 0512 6688 / 18600006688\n邮箱：zhou@xiangyuan.cn；ZhouMY@qq.com',
    {
      name: '周明远',
      title: '采购总监',
      company: '苏州相园排水有限公司',
      phone: '13905126688',
      workPhone: '0512-6688 1234-805',
      otherPhone: '18600006688',
      email: 'zhou@xiangyuan.cn',
      otherEmail: 'zhoumy@qq.com',
    },
  ],
  [
    'two landlines and no mobile',
    '电话/传真：010-66668888\n单位电话：（+86）571-88880001\n李娜',
    { name: '李娜', workPhone: '010-66668888', otherPhone: '(+86)571-88880001' },
  ],
  [
    'an English card with a mobile',
    'James Miller\nOffice Tel +44 20 7946 0958\nM: +44 7700 900123\nFax: +44 20 7946 0959\nE: j.miller@acme.co.uk',
    { name: 'James Miller', phone: '+44 7700 900123', workPhone: '+44 20 7946 0958', email: 'j.miller@acme.co.uk' },
  ],
  [
    'a number abroad beside one here',
    '陈国栋 13905711234 +65 6123 4567 13905711234',
    { name: '陈国栋', phone: '13905711234', otherPhone: '+65 6123 4567' },
  ],
  [
    'more than there is room for',
    '13800138001 13800138002 13800138003 010-66668888',
    phonesOnly('13800138001', '010-66668888', '13800138002'),
  ],
  ['two numbers in a row', '+1 571 888 8888 010-66668888', { phone: '+1 571 888 8888', workPhone: '010-66668888' }],
  ['numbers below each other', '+44 20 7946 0958\n010 6666 8888', { phone: '+44 20 7946 0958', workPhone: '010 6666 8888' }],
  ['one number written twice', '陈国栋 13905711234 +86 139-0571-1234', { name: '陈国栋', phone: '13905711234' }],
  ['words before a number are no name', 'Office Tel +44 20 7946 0958\nJames Miller', { name: 'James Miller', phone: '+44 20 7946 0958' }],
  ['one address written twice', 'a@hengrun.cn A@Hengrun.cn', { email: 'a@hengrun.cn' }],
  ['only a fax', '传真 0571-88880001', {}],
  ['digits that are no landline', '合同号 HT-0231-2345-6789', {}],
  ['only a number', '13800138000', { phone: '13800138000' }],
  [
    'a foot of a mail',
    '此致\n敬礼\n\n刘芳 | 项目经理\n无锡蓝鲸热电有限公司 | liufang@lanjing.com',
    { name: '刘芳', title: '项目经理', company: '无锡蓝鲸热电有限公司', email: 'liufang@lanjing.com' },
  ],
  ['words that are no name', '明天上午开会,请准时参加', {}],
  ['a long number is no phone', '订单号 20260305138001380001', {}],
  ['weekdays and thanks', '谢谢\n周五 见', {}],
  ['nothing', '', {}],
];

it.each(cases)('reads %s', (_what, text, card) => {
  expect(readCard(text)).toEqual(card);
});

it('reads no more than a card is long', () => {
  expect(readCard(`${'啊'.repeat(4000)}13800138000`)).toEqual({});
});
