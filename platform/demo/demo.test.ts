import { describe, expect, test } from 'vitest';
import { isMobile, isUscc } from '../text/index.ts';
import { allPlaces, companyName, creditCode, mobileNumber, organisationCheck, personName, seeded, uniqueCompanies } from './index.ts';

describe('demo generators', () => {
  test('the check character of an organisation code is that of the standard', () => {
    // the example of GB 11714-1997
    expect(organisationCheck('D2143569')).toBe('X');
  });

  test('credit codes are valid, carry their place and may end as asked', () => {
    const random = seeded(7);
    for (const place of allPlaces) {
      const code = creditCode(random, place);
      expect(isUscc(code)).toBe(true);
      expect(code.slice(2, 8)).toBe(place.code);
    }
    expect(creditCode(random, { code: '330604' }, '2X')).toMatch(/^91330604.{8}2X$/);
  });

  test('mobile numbers are well-formed, of beginnings nobody has, with the tail asked for', () => {
    const random = seeded(3);
    for (let i = 0; i < 200; i += 1) expect(isMobile(mobileNumber(random))).toBe(true);
    expect(mobileNumber(random, '6631')).toMatch(/^1(54|6[13489]|79|94)\d{4}6631$/);
  });

  test('one seed, one sequence; another seed, another', () => {
    const names = (seed: number) => {
      const random = seeded(seed);
      return Array.from({ length: 50 }, () => [
        personName(random).name,
        companyName(random, { province: '浙江', city: '绍兴' }, 'chemical').name,
      ]);
    };
    expect(names(1)).toEqual(names(1));
    expect(names(1)).not.toEqual(names(2));
  });

  test('a thousand companies, no name twice, all with a legal form', () => {
    const random = seeded(1);
    const next = uniqueCompanies(random);
    const names = Array.from(
      { length: 1000 },
      () => next(random.pick(allPlaces), random.pick(['chemical', 'food', 'utilities'] as const)).name,
    );
    expect(new Set(names).size).toBe(1000);
    for (const name of names) expect(name).toMatch(/有限公司$/);
  });
});
