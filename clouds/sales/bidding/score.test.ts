import { expect, it } from 'vitest';
import { type Bid, pointsText, scoreBids } from './score.ts';

const weights = { price: '30', technical: '60', business: '10' };
const bid = (id: string, price: string | null, technical: string | null, business: string | null, rejected = false): Bid => ({
  id,
  price,
  technical,
  business,
  rejected,
});
const shown = (bids: readonly Bid[]) =>
  scoreBids(bids, weights).map(({ id, price, technical, business, total, place }) => [
    id,
    pointsText(price),
    pointsText(technical),
    pointsText(business),
    pointsText(total),
    place,
  ]);

it('950,000 of 1,000,000 at 30 is 28.5, with 51 and 8 it is 87.5', () => {
  expect(shown([bid('ours', '1000000', '85', '80'), bid('low', '950000', '70', '60')])).toEqual([
    ['ours', '28.50', '51.00', '8.00', '87.50', 1],
    ['low', '30.00', '42.00', '6.00', '78.00', 2],
  ]);
});

it('a rejected bid neither scores nor counts as the lowest; what is not known stays open', () => {
  expect(
    shown([bid('a', '100', '80', '80'), bid('b', '50', '90', '90', true), bid('c', '120', null, '80'), bid('d', null, '80', '80')]),
  ).toEqual([
    ['a', '30.00', '48.00', '8.00', '86.00', 1],
    ['b', null, null, null, null, null],
    ['c', '25.00', null, '8.00', null, null],
    ['d', null, '48.00', '8.00', null, null],
  ]);
});

it('hundredths are rounded half up, equal totals share a place', () => {
  // 1 ÷ 3 × 30 = 10; 2 ÷ 3 × 30 = 20; 100 ÷ 300.01 × 30 = 9.99966… → 10.00; 0.05 × 10 % = 0.005 → 0.01
  const scores = shown([bid('a', '100', '0', '0.05'), bid('b', '300.01', '33.33', '0'), bid('c', '300.01', '33.33', '0')]);
  expect(scores).toEqual([
    ['a', '30.00', '0.00', '0.01', '30.01', 1],
    ['b', '10.00', '20.00', '0.00', '30.00', 2],
    ['c', '10.00', '20.00', '0.00', '30.00', 2],
  ]);
});
