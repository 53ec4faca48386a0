import { expect, it } from 'vitest';
import { systemAccess } from '../module/index.ts';
import { narrowAccess } from './narrow.ts';
import { permissionSet } from './permissions.ts';

/** Somebody with these permissions and every record in reach. */
function holder(...permissions: string[]) {
  const held = permissionSet(permissions, new Set(['product']));
  return { ...systemAccess('me'), permissions, can: (permission: string) => held.has(permission) };
}

it('asks both: the person and the scopes', () => {
  const words = [
    'lead.read',
    'lead.edit',
    'lead.convert',
    'account.read',
    'product.read',
    'product.edit',
    'events.read',
    'settings.manage',
  ];
  const people = [['*'], ['*.read', 'lead.*'], ['*.read', '*.edit'], ['lead.read', 'settings.manage'], []];
  const scopes = [['*'], ['*.read'], ['lead.*'], ['*.edit', 'events.read'], ['settings.manage'], ['account.read', 'lead.convert']];
  for (const person of people) {
    for (const scope of scopes) {
      const access = narrowAccess(holder(...person), scope);
      const [own, allowed] = [holder(...person), permissionSet(scope, new Set())];
      for (const word of words)
        expect([person, scope, word, access.can(word)]).toEqual([person, scope, word, own.can(word) && allowed.has(word)]);
    }
  }
});

it('passes on no more than both hold', () => {
  const passed = (held: string[], scopes: string[]) => [...narrowAccess(holder(...held), scopes).permissions].sort();
  expect(passed(['*'], ['lead.read', '*.edit'])).toEqual(['*.edit', 'lead.read']);
  expect(passed(['*.read', 'lead.*'], ['*'])).toEqual(['*.read', 'lead.*']);
  expect(passed(['*.read', 'lead.*'], ['lead.*', 'account.*'])).toEqual(['account.read', 'lead.*', 'lead.read']);
  expect(passed(['lead.read'], ['account.read'])).toEqual([]);
});

it('reaches no record of an object outside of the scopes', () => {
  const access = narrowAccess(holder('*'), ['lead.read']);
  const object = (name: string) => ({ name }) as Parameters<typeof access.scope>[0];
  expect(access.scope(object('lead'), 'read')).toEqual({ kind: 'all' });
  expect(access.scope(object('lead'), 'edit')).toEqual({ kind: 'none' });
  expect(access.scope(object('account'), 'read')).toEqual({ kind: 'none' });
});
