import { expect, test } from 'vitest';
import { jaroWinkler } from './jaro-winkler.ts';
import { mailKey } from './mail-key.ts';
import { phoneForms, phoneKey, phoneParts } from './phone-key.ts';
import { organisationCheck, readUscc } from './uscc.ts';

test.each([
  ['+86 138-0013-8000', 'mobile', '13800138000'],
  ['（0086）13800138000', 'mobile', '13800138000'],
  ['１３８００１３８０００', 'mobile', '13800138000'],
  ['8613800138000', 'mobile', '13800138000'],
  ['12345678901', 'invalid', ''],
  ['0571-88888888', 'landline', '057188888888'],
  ['(010) 6655 4433', 'landline', '01066554433'],
  ['+86 571 8888 8888', 'landline', '057188888888'],
  ['86-571-88888888', 'invalid', ''],
  ['+1 (650) 253-0000', 'foreign', '+16502530000'],
  ['0044 20 7946 0958', 'foreign', '+442079460958'],
  ['400-820-8820', 'service', '4008208820'],
  ['800 810 1234', 'service', '8008101234'],
  ['95588', 'service', '95588'],
  ['88888888', 'invalid', ''],
  ['李娜', 'invalid', ''],
])('%s is %s %s', (text, kind, key) => {
  expect(phoneKey(text)).toMatchObject({ kind, key });
});

test('an extension stands apart', () => {
  for (const text of ['0571-88888888-801', '0571-88888888转801', '057188888888 ext. 801', '0571 8888 8888 #801'])
    expect(phoneKey(text)).toEqual({ kind: 'landline', key: '057188888888', extension: '801' });
});

test('mail of free domains names a person, not a company', () => {
  expect(mailKey(' Li.Na@Example.com ')).toEqual({ address: 'li.na@example.com', domain: 'example.com' });
  expect(mailKey('lina@qq.com')).toEqual({ address: 'lina@qq.com', domain: null });
  expect(mailKey('lina')).toBeUndefined();
});

test('credit codes of SAL-3: the check character warns, length and alphabet are refused', () => {
  const good = { isRefused: false, hasWrongCheck: false };
  expect(readUscc('91350100M000100Y43')).toMatchObject({ code: '91350100M000100Y43', ...good });
  expect(readUscc('９１３５０１００m000100y43')).toMatchObject({ code: '91350100M000100Y43', ...good });
  expect(readUscc('91350100M000100Y4Z')).toMatchObject({ isRefused: true });
  expect(readUscc('91310000MA00003490')).toMatchObject(good);
  expect(readUscc('91310000MA0000015F')).toMatchObject(good);
  // in circulation, though its check would be R
  expect(readUscc('91350211M0000XUF46')).toMatchObject({ isRefused: false, hasWrongCheck: true });
  expect(readUscc('91350211M0000XUF4R')).toMatchObject(good);
  for (const wrong of ['', '91350100M000100Y4', '91350100M000100Y433', '91350100I000100Y43', '9135010OM000100Y43'])
    expect(readUscc(wrong)).toMatchObject({ isRefused: true });
});

test('the organisation code inside has a check character of its own, which only warns', () => {
  // 3·13 (D) + 8·7 … = the worked example of GB 11714: D2143569-X
  expect(organisationCheck('D2143569')).toBe('X');
  expect(organisationCheck('00000000')).toBe('0');
  expect(organisationCheck('MA00')).toBeNull();
  expect(readUscc('91350100M000100Y43').hasWrongOrganisation).toBe(false);
  expect(readUscc('91310000MA0000015F').hasWrongOrganisation).toBe(organisationCheck('MA000001') !== '5');
});

test('Jaro-Winkler', () => {
  expect(jaroWinkler('星河环宇科技', '星河寰宇科技')).toBeCloseTo(0.911, 3);
  expect(jaroWinkler('MARTHA', 'MARHTA')).toBeCloseTo(0.961, 3);
  expect(jaroWinkler('DIXON', 'DICKSONX')).toBeCloseTo(0.813, 3);
  expect(jaroWinkler('云帆', '云帆')).toBe(1);
  expect(jaroWinkler('云帆', '恒润')).toBe(0);
  expect(jaroWinkler('', '')).toBe(1);
  expect(jaroWinkler('', '云')).toBe(0);
});

test.each([
  ['+86 138-0013-8000', ['+86 138-0013-8000', '13800138000', '+8613800138000', '+86 13800138000']],
  ['１３８００１３８０００', ['13800138000', '+8613800138000', '+86 13800138000']],
  ['(010) 66554433', ['(010) 66554433', '01066554433', '010-66554433']],
  ['057188886666', ['057188886666', '0571-88886666']],
  ['0571-88886666-802', ['0571-88886666-802']],
  ['+1 650 253 0000', ['+1 650 253 0000']],
  ['王先生', ['王先生']],
])('%s is kept as one of these', (text, forms) => {
  expect(phoneForms(text)).toEqual(forms);
});

test.each([
  ['+86 138 00', ['+86 138 00', '13800']],
  ['138', ['138']],
  ['+86', ['+86']],
  ['0571-8', ['0571-8', '05718']],
  ['分机 8', ['分机 8']],
])('numbers begin with %s in one of these forms', (text, parts) => {
  expect(phoneParts(text)).toEqual(parts);
});
