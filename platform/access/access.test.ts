import { expect, test } from 'vitest';
import type { ObjectMeta } from '../module/index.ts';
import { makeAccess, type Reach } from './access.ts';
import { isPermission, mayGrant, permissionSet } from './permissions.ts';
import { effectiveRole, type Role, type RoleRow } from './roles.ts';

const guarded = new Set(['product', 'user', 'department']);
const object = (name: string, access: ObjectMeta['access']) => ({ name, access }) as ObjectMeta;
const account = object('account', { owned: true, default: 'private' });
const product = object('product', { owned: false, default: 'read' });
const wiki = object('x_wiki', { owned: true, default: 'readWrite' });

const reach: Reach = {
  department: 'd1',
  departments: ['d1', 'd2'],
  departmentPeople: ['me', 'a'],
  belowPeople: ['me', 'a', 'b'],
  reports: ['b'],
};
const shipped = (key: string, changes: Partial<RoleRow> = {}): Role =>
  effectiveRole(
    { id: key, key, name: { zh: '', en: '' }, system: true, permissions: [], scopes: {}, fields: {}, kind: 'role', home: null, ...changes },
    (role) => (role === 'member' ? ['lead.convert'] : []),
  );
const access = (...roles: Role[]) => makeAccess({ user: 'me', roles, reach, guarded });

test("wildcards open what they name, and the company's own lists for reading only", () => {
  const held = permissionSet(['*.read', '*.edit', 'lead.*', 'product.create'], guarded);
  expect(held.has('account.read')).toBe(true);
  expect(held.has('product.read')).toBe(true);
  expect(held.has('product.edit')).toBe(false);
  expect(held.has('product.create')).toBe(true);
  expect(held.has('lead.convert')).toBe(true);
  expect(held.has('account.delete')).toBe(false);
  expect(held.has('settings.manage')).toBe(false);
  expect(permissionSet(['*'], guarded).has('settings.manage')).toBe(true);
  for (const good of ['*', '*.read', 'lead.*', 'x_device.read', 'settings.manage']) expect(isPermission(good)).toBe(true);
  for (const bad of ['', 'lead', '.read', 'lead.', 'lead.read.all', 'a b.c', '*.*.']) expect(isPermission(bad)).toBe(false);
});

test('nobody gives rights they do not have', () => {
  expect(mayGrant(['*'], ['*', 'users.manage'])).toBe(true);
  expect(mayGrant(['users.manage', '*.read'], ['*.read', 'lead.read'])).toBe(true);
  expect(mayGrant(['users.manage', '*.read'], ['*'])).toBe(false);
  expect(mayGrant(['lead.read'], ['*.read'])).toBe(false);
});

test('shipped roles reach as far as the contract says', () => {
  const member = access(shipped('member'));
  expect(member.scope(account, 'read')).toEqual({ kind: 'owners', owners: ['me'] });
  expect(member.scope(account, 'transfer')).toEqual({ kind: 'none' });
  expect(member.scope(product, 'read')).toEqual({ kind: 'all' });
  expect(member.scope(product, 'edit')).toEqual({ kind: 'none' });
  expect(member.scope(wiki, 'edit')).toEqual({ kind: 'all' });
  expect(member.scope(wiki, 'delete')).toEqual({ kind: 'owners', owners: ['me'] });
  expect(member.can('lead.convert')).toBe(true);
  expect(member.can('user.create')).toBe(false);
  expect(access(shipped('manager')).scope(account, 'transfer')).toEqual({ kind: 'owners', owners: ['me', 'a', 'b'] });
  expect(access(shipped('admin')).scope(account, 'delete')).toEqual({ kind: 'all' });
  const portal = access(shipped('portal'));
  expect(portal.scope(product, 'read')).toEqual({ kind: 'none' });
  expect(portal.can('account.read')).toBe(false);
  expect(access().scope(account, 'read')).toEqual({ kind: 'none' });
});

test('several roles are a union, but a wide reading role does not widen a narrow writing one', () => {
  const both = access(shipped('member'), shipped('readOnly'));
  expect(both.scope(account, 'read')).toEqual({ kind: 'all' });
  expect(both.scope(account, 'edit')).toEqual({ kind: 'owners', owners: ['me'] });
});

test('a tenant narrows or widens a shipped role, for all objects or for one', () => {
  const changed = access(shipped('member', { scopes: { read: 'department', objects: { account: { read: 'all' } } } }));
  expect(changed.scope(account, 'read')).toEqual({ kind: 'all' });
  expect(changed.scope(object('lead', account.access), 'read')).toEqual({ kind: 'owners', owners: ['me', 'a'] });
  expect(changed.scope(account, 'edit')).toEqual({ kind: 'owners', owners: ['me'] });
});

test('a role the tenant made holds exactly what it says', () => {
  const custom: Role = {
    id: 'x',
    key: 'x_auditor',
    name: { zh: '审计', en: 'Audit' },
    system: false,
    permissions: ['account.read'],
    scopes: { read: 'departmentAndBelow' },
    fields: {},
    kind: 'role',
    home: null,
  };
  const auditor = access(effectiveRole(custom, () => ['lead.convert']));
  expect(auditor.can('lead.convert')).toBe(false);
  expect(auditor.scope(account, 'read')).toEqual({ kind: 'owners', owners: ['me', 'a', 'b'] });
  expect(auditor.scope(product, 'read')).toEqual({ kind: 'none' });
});
