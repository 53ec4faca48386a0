import { expect, it } from 'vitest';
import type { ObjectSummary } from '../data/meta.ts';
import type { NavItem } from '../module.ts';
import { arrangeNavigation } from './navigation.ts';

const label = { zh: '客户', en: 'Account' };
const item = (key: string, rest: Partial<NavItem> = {}): NavItem => ({ key, label, icon: 'object', to: `/o/${key}`, object: key, ...rest });
const object = (name: string, custom = false): ObjectSummary => ({ name, label, title: 'name', custom });
const keys = (list: readonly NavItem[]) => list.map((one) => one.key);
const everything = () => true;

it('shows seven entries and keeps the rest under more, tenant-made objects last', () => {
  const items = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => item(key));
  const objects = [...items.map((one) => object(one.key)), object('x_device', true)];
  const { main, more } = arrangeNavigation({ items, objects, can: everything, app: 'sales' });
  expect(keys(main)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  expect(keys(more)).toEqual(['h', 'x_device']);
});
it('leaves out what may not be read, what a module took with it, and other apps', () => {
  const items = [
    item('lead'),
    item('account'),
    item('ticket'),
    item('quote', { apps: ['commerce'] }),
    { key: 'admin', label, icon: 'settings', to: '/settings', permission: 'settings.manage', place: 'bottom' } as const,
  ];
  const can = (permission: string) => permission !== 'lead.read' && permission !== 'settings.manage';
  const { main, bottom } = arrangeNavigation({ items, objects: [object('lead'), object('account'), object('quote')], can, app: 'sales' });
  expect(keys(main)).toEqual(['account']);
  expect(bottom).toEqual([]);
});
it('does not wait for metadata to show the shipped entries', () => {
  expect(
    keys(arrangeNavigation({ items: [item('account', { phone: true })], objects: undefined, can: everything, app: '' }).phone),
  ).toEqual(['account']);
});
it('leaves out tenant-made objects that are not to be in the navigation', () => {
  const objects = [object('x_device', true), { ...object('x_note', true), navigation: false }];
  expect(keys(arrangeNavigation({ items: [], objects, can: everything, app: '' }).main)).toEqual(['x_device']);
});
