import { expect, it } from 'vitest';
import { paths, safeNext } from './links.ts';

it('goes nowhere else after sign-in', () => {
  expect(safeNext('/o/lead?view=mine')).toBe('/o/lead?view=mine');
  for (const value of ['//evil.example', '/\\evil.example', 'https://evil.example', '', undefined, 7, '/sign-in?next=/'])
    expect(safeNext(value)).toBe('/');
});
it('spells addresses one way', () => {
  expect(paths.record('x_device', 'a/b')).toBe('/o/x_device/a%2Fb');
  expect(paths.import('account')).toBe('/import?object=account');
});
