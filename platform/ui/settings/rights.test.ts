import { expect, it } from 'vitest';
import { holds, isInherited, levelOf, withLevel, withRight } from './rights.ts';

const guarded = new Set(['product']);

it('reads rights as the server does', () => {
  expect(holds(['*.edit'], 'account', 'edit', guarded)).toBe(true);
  expect(holds(['*.edit'], 'product', 'edit', guarded)).toBe(false);
  expect(holds(['*.read'], 'product', 'read', guarded)).toBe(true);
  expect(holds(['lead.*'], 'lead', 'delete', guarded)).toBe(true);
  expect(holds(['lead.*'], '*', 'delete', guarded)).toBe(false);
  expect(holds(['*'], 'product', 'delete', guarded)).toBe(true);
  expect(isInherited(['*.read', 'lead.edit'], 'lead', 'read', guarded)).toBe(true);
  expect(isInherited(['*.read', 'lead.edit'], 'lead', 'edit', guarded)).toBe(false);
});
it('gives and takes one right', () => {
  expect(withRight(['lead.read'], 'lead', 'edit', true)).toEqual(['lead.read', 'lead.edit']);
  expect(withRight(['lead.read', 'lead.edit'], 'lead', 'read', false)).toEqual(['lead.edit']);
  expect(withRight(['lead.*'], 'lead', 'merge', false)).toEqual([
    'lead.read',
    'lead.create',
    'lead.edit',
    'lead.delete',
    'lead.import',
    'lead.export',
    'lead.transfer',
    'lead.share',
    'lead.print',
    'lead.unmask',
  ]);
});
it('keeps differing reach of single objects apart', () => {
  const base = { read: 'departmentAndBelow' } as const;
  const one = withLevel(base, 'lead', 'read', 'all');
  expect(one).toEqual({ read: 'departmentAndBelow', objects: { lead: { read: 'all' } } });
  expect(levelOf(one, 'lead', 'read')).toBe('all');
  expect(levelOf(one, 'account', 'read')).toBeUndefined();
  expect(levelOf(one, '*', 'edit')).toBe('own');
  expect(withLevel(one, 'lead', 'read', undefined)).toEqual(base);
});
