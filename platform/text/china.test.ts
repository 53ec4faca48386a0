import { expect, test } from 'vitest';
import { idNumberCheck, isIdNumber, isMobile, isUscc, maskPhone, normalisePhone, phoneDigits, usccCheck } from './china.ts';

test('统一社会信用代码', () => {
  // The example of GB 32100-2015 and one worked by hand: sums 93 ≡ 0 mod 31 give the check character 0.
  expect(isUscc('91350100M000100Y43')).toBe(true);
  expect(usccCheck('91350100M000100Y4')).toBe('3');
  expect(isUscc('91350100m000100y43')).toBe(true);
  for (const bad of ['91350100M000100Y44', '91350100M000100Y4', '9135O100M000100Y43', '']) expect(isUscc(bad), bad).toBe(false);
  expect(usccCheck('I'.repeat(17))).toBeNull();
  expect(usccCheck('0'.repeat(17))).toBe('0');
});

test('身份证 numbers', () => {
  // The example of GB 11643-1999.
  expect(isIdNumber('11010519491231002X')).toBe(true);
  expect(isIdNumber('11010519491231002x')).toBe(true);
  expect(idNumberCheck('11010519491231002')).toBe('X');
  for (const bad of ['110105194912310021', '11010519490231002X', '1101051949123100', '']) expect(isIdNumber(bad), bad).toBe(false);
  expect(idNumberCheck('1101051949123100A')).toBeNull();
});

test('a real check character does not save an impossible birthday', () => {
  const head = '11010519490230002';
  expect(isIdNumber(head + idNumberCheck(head))).toBe(false);
});

test('phones', () => {
  expect(phoneDigits('+86 138-0013-8000')).toBe('13800138000');
  expect(phoneDigits('008613800138000')).toBe('13800138000');
  expect(phoneDigits('8613800138000')).toBe('13800138000');
  expect(phoneDigits('０５７１－８８８８６６６６')).toBe('057188886666');
  expect(isMobile('12800138000')).toBe(false);
  expect(normalisePhone(' 138 0013 8000 ')).toBe('13800138000');
  expect(normalisePhone('（0571）8888—6666 转 801')).toBe('(0571)8888-6666 转 801');
  expect(normalisePhone('+1 (650) 253-0000')).toBe('+1 (650) 253-0000');
  for (const bad of ['abc', '12', '', '无', 'SELECT 1']) expect(normalisePhone(bad), bad).toBeNull();
});

test('masked phones', () => {
  expect(maskPhone('13800131234')).toBe('138****1234');
  expect(maskPhone('+86 138 0013 1234')).toBe('138****1234');
  expect(maskPhone('0571-88881234')).toBe('0571-****1234');
  expect(maskPhone('+1 650 253 0000')).toBe('165****00');
  expect(maskPhone('12345')).toBe('****45');
  expect(maskPhone('123')).toBe('****');
});
