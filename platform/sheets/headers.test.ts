import { expect, test } from 'vitest';
import { type HeaderField, headerKey, mapHeaders } from './headers.ts';
import { looksLikeTable } from './table.ts';

const field = (name: string, ...labels: string[]): HeaderField => ({ name, labels, type: 'text' });
const account = [
  field('name', '客户名称', 'Name'),
  field('externalId', '外部 ID'),
  field('industry', '行业'),
  field('phone', '电话'),
  field('foundedYear', '成立年份'),
  field('annualRevenue', '年营收'),
  field('employees', '员工数'),
  field('country', '国家'),
  field('parent', '上级客户'),
  field('owner', '负责人'),
  field('address', '地址'),
];
const opportunity = [
  field('name', '商机名称'),
  field('externalId', '外部 ID'),
  field('account', '客户'),
  field('product', '产品'),
  field('amount', '预计金额'),
  field('stage', '销售阶段'),
  field('engagedOn', '接洽日期'),
  field('closeOn', '预计成交日期'),
  field('closedOn', '实际成交日期'),
  field('owner', '负责人'),
];
const product = [field('name', '产品名称'), field('code', '编码'), field('series', '系列'), field('listPrice', '标准价')];
const user = [field('name', '姓名'), field('email', '邮箱'), field('manager', '上级'), field('department', '部门')];

const map = (header: string, fields: HeaderField[], memory?: Record<string, string | null>) =>
  mapHeaders(header.split(','), fields, memory).map((match) => match.field);

test('the headers of the four sales files find their fields', () => {
  expect(map('account,sector,year_established,revenue,employees,office_location,subsidiary_of', account)).toEqual([
    'name',
    'industry',
    'foundedYear',
    'annualRevenue',
    'employees',
    'country',
    'parent',
  ]);
  expect(map('opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value', opportunity)).toEqual([
    'externalId',
    'owner',
    'product',
    'account',
    'stage',
    'engagedOn',
    'closedOn',
    'amount',
  ]);
  expect(map('product,series,sales_price', product)).toEqual(['name', 'series', 'listPrice']);
  expect(map('sales_agent,manager,regional_office', user)).toEqual(['name', 'manager', 'department']);
});

test('Chinese headers, with marks, units and blanks', () => {
  expect(map('* 公司名称,联系电话（手机）,年营业额（万元）,行业类别,随便', account)).toEqual([
    'name',
    'phone',
    'annualRevenue',
    'industry',
    null,
  ]);
  expect(map('企業名稱,電話', account)).toEqual(['name', 'phone']);
  expect(headerKey('* 金额（元）：')).toBe('金额');
  expect(headerKey('Close_Value (USD)')).toBe('closevalue');
  expect(headerKey('（备注）')).toBe('备注');
});

test('name and label go before synonyms, memory before all; a field is given once', () => {
  expect(map('company,name', account)).toEqual([null, 'name']);
  expect(map('电话,手机', account)).toEqual(['phone', null]);
  expect(map('sector,公司名称', account, { sector: 'address', 公司名称: null })).toEqual(['address', null]);
  expect(map('constructor,__proto__', account)).toEqual([null, null]);
  expect(mapHeaders(['KH名'], [{ ...field('name', '客户名称'), synonyms: ['KH名'] }])).toEqual([
    { column: 'KH名', field: 'name', by: 'synonym' },
  ]);
});

test('a data dictionary is no table, a wide sparse list is one', () => {
  const dictionary = ['accounts', '', '', '', '', '', '', '', '', 'sales_teams'];
  expect(looksLikeTable(dictionary, [['account', 'sector', 'x', null, null, null, null, null, null, 'sales_agent']])).toMatchObject({
    ok: false,
    reason: 'SEVERAL_TABLES',
  });
  // Two tables side by side with an empty column between them and lists of different length.
  const two = ['客户', '行业', '', '产品', '价格'];
  const rows = [['甲', '化工', null, 'A', '1'], ...Array.from({ length: 9 }, (): (string | null)[] => ['乙', '化工'])];
  expect(looksLikeTable(two, rows)).toMatchObject({ ok: false, reason: 'SEVERAL_TABLES' });
  const wide = Array.from({ length: 30 }, (_, i) => `列${i}`);
  expect(looksLikeTable(wide, [['甲'], ['乙']]).ok).toBe(true);
  expect(
    looksLikeTable(
      ['客户', '', '电话'],
      [
        ['甲', null, '1'],
        ['乙', null, '2'],
      ],
    ).ok,
  ).toBe(true);
  expect(looksLikeTable(['1', '2017-01-01'], [['2', '2017-01-02']])).toMatchObject({ ok: false, reason: 'NO_HEADER' });
  expect(looksLikeTable(['客户'], [])).toMatchObject({ ok: false, reason: 'NO_ROWS' });
});
