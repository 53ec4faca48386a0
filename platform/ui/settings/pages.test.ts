import { expect, it } from 'vitest';
import { findPages as find, ownPages } from './pages.ts';

const all = () => true;
const findPages = (can: (permission: string) => boolean, query = '') => find(can, query, ownPages);
const keys = (pages: ReturnType<typeof find>) => pages.map((page) => page.key);

it('finds a page by what it is for, in either language or by pinyin', () => {
  expect(keys(findPages(all, '时区'))).toEqual(['company']);
  expect(keys(findPages(all, 'huishou'))).toEqual(['trash']);
  expect(keys(findPages(all, 'Handover'))).toEqual(['users']);
  expect(keys(findPages(all, '没有这样的设置'))).toEqual([]);
});
it('leaves out what may not be opened', () => {
  expect(keys(findPages(() => false))).toEqual(['import', 'trash', 'me']);
});
