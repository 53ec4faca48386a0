import { expect, it } from 'vitest';
import { listHref, listLink } from './href.ts';

it('leads to the records behind a figure', () => {
  const filter = {
    and: [
      { field: 'stage', op: 'eq', value: 'won' },
      { field: 'closedOn', op: 'within', value: 'thisQuarter' },
    ],
  } as const;
  expect(listHref('opportunity', { filter, sort: [{ field: 'amount', direction: 'desc' }] })).toBe(
    '/o/opportunity?view=all&filter=stage.eq.won*closedOn.within.thisQuarter&sort=-amount',
  );
  expect(listLink('account')).toEqual({ to: '/o/account', search: { view: 'all' } });
  expect(listHref('account', { filter: { or: [{ field: 'a', op: 'isNull' }] } })).toBe(
    `/o/account?view=all&filter=${encodeURIComponent('{"or":[{"field":"a","op":"isNull"}]}')}`,
  );
});
