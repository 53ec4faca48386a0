import { expect, test } from 'vitest';
import { companyName, headOffice } from './company-name.ts';

test('the names of SAL-3 give their keys', () => {
  expect(companyName('深圳市　星河环宇科技（集团）有限公司')).toEqual({
    full: '深圳市星河环宇科技(集团)有限公司',
    core: '星河环宇科技',
    brand: '星河环宇',
    region: '深圳市',
    branch: null,
    isGroup: true,
  });
  expect(companyName('星河环宇(深圳)科技有限公司')).toMatchObject({ core: '星河环宇科技', region: '深圳市', isGroup: false });
  expect(companyName('星河環宇科技有限公司深圳分公司')).toMatchObject({ core: '星河环宇科技', branch: '深圳分公司', region: null });
  expect(companyName('杭州·云帆　贸易 有限责任公司')).toMatchObject({ core: '云帆贸易', brand: '云帆', region: '杭州市' });
});

test('a place goes back where nothing else would name the company', () => {
  expect(companyName('上海实业有限公司')).toMatchObject({ core: '上海实业', brand: '上海实业', region: null });
  expect(companyName('上海实业(深圳)有限公司')).toMatchObject({ core: '上海实业', region: '深圳市' });
  expect(companyName('上海银行股份有限公司')).toMatchObject({ core: '上海银行' });
  expect(companyName('海南航空控股股份有限公司')).toMatchObject({ core: '海南航空控股', brand: '海南航空', region: null });
  expect(companyName('东方电气股份有限公司')).toMatchObject({ core: '东方电气', region: null });
});

test.each([
  ['浙江省杭州市西湖区云帆贸易有限公司', { core: '云帆贸易', region: '杭州市' }],
  ['浙江云帆贸易有限公司', { core: '云帆贸易', region: '浙江省' }],
  ['昆山云帆贸易有限公司', { core: '云帆贸易', region: '昆山市' }],
  ['微软(中国)有限公司', { core: '微软', region: '中国' }],
  ['云帆投资管理合伙企业(有限合伙)', { core: '云帆投资管理', brand: '云帆', region: null }],
  ['中国工商银行股份有限公司杭州西湖支行', { branch: '杭州西湖支行' }],
  ['星河环宇科技深圳办事处', { core: '星河环宇科技', branch: '深圳办事处' }],
  ['星河环宇科技第二分公司', { core: '星河环宇科技', branch: '第二分公司' }],
  ['星河环宇科技有限公司(深圳分公司)', { core: '星河环宇科技', branch: '深圳分公司' }],
  ['Ａｃｍｅ Co., Ltd.', { full: 'ACMECOLTD', core: 'ACME' }],
  ['云帆(新零售)贸易有限公司', { core: '云帆(新零售)贸易' }],
  ['华为', { full: '华为', core: '华为', brand: '华为', region: null }],
  ['', { full: '', core: '', brand: '' }],
  ['集团', { core: '集团' }],
  ['()有限公司', { full: '有限公司', core: '有限公司' }],
])('%s', (text, expected) => {
  expect(companyName(text)).toMatchObject(expected);
});

test('a branch says whose it is', () => {
  expect(headOffice('星河環宇科技有限公司 深圳分公司')).toBe('星河环宇科技有限公司');
  expect(headOffice('星河环宇科技深圳办事处')).toBe('星河环宇科技');
  expect(headOffice('云帆贸易有限公司（西湖营业部）')).toBe('云帆贸易有限公司');
  expect(headOffice('云帆贸易有限公司')).toBeNull();
  expect(headOffice('分公司')).toBeNull();
});
