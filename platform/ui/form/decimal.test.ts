import { describe, expect, it } from 'vitest';
import { compareAmounts, decimalsOf, parseAmount } from './decimal.ts';

describe('parseAmount', () => {
  it.each([
    ['1286000', '1286000'],
    ['¥1,286,000.00', '1286000'],
    ['128.6万', '1286000'],
    ['１２８．６万', '1286000'],
    ['1.23456万', '12345.6'],
    ['2亿', '200000000'],
    ['0.5', '0.5'],
    ['.5', '0.5'],
    ['3.', '3'],
    ['-12', '-12'],
    ['-¥5', '-5'],
    ['-0', '0'],
    ['60%', '60'],
    ['1.2k', '1200'],
    ['5000元', '5000'],
    ['9007199254740993.01', '9007199254740993.01'],
  ])('reads %s', (typed, plain) => expect(parseAmount(typed)).toBe(plain));

  it.each(['', 'abc', '1.2.3', '12万万', '--3', '1e5'])('refuses %s', (typed) => expect(parseAmount(typed)).toBeNull());
});

it('counts decimals that matter', () => {
  expect(decimalsOf('1.50')).toBe(1);
  expect(decimalsOf('1.00')).toBe(0);
  expect(decimalsOf('1')).toBe(0);
});

it('compares without floats', () => {
  expect(compareAmounts('0.3', '0.30')).toBe(0);
  expect(compareAmounts('-1.5', '-1.4')).toBe(-1);
  expect(compareAmounts('9007199254740993', '9007199254740992')).toBe(1);
});
