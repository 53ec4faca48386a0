import { expect, it } from 'vitest';
import { hasScope, modeOf, scopesOf, withScope } from './scopes.ts';

it('tells the simple choices from a chosen list', () => {
  expect([['*'], ['*.read'], ['*.read', 'events.read'], ['*.read', 'lead.edit'], ['lead.read'], []].map(modeOf)).toEqual([
    'all',
    'read',
    'read',
    'some',
    'some',
    'some',
  ]);
  expect(scopesOf('read', ['lead.edit'])).toEqual(['*.read', 'events.read']);
  expect(scopesOf('some', ['lead.edit'])).toEqual(['lead.edit']);
});

it('ticks single verbs, and everything in their place', () => {
  const two = withScope(withScope([], 'lead.read', true), 'lead.edit', true);
  expect(two).toEqual(['lead.read', 'lead.edit']);
  expect(withScope([...two, 'account.read'], 'lead.*', true)).toEqual(['account.read', 'lead.*']);
  expect(withScope(['lead.*'], 'lead.*', false)).toEqual([]);
  expect([hasScope(['lead.*'], 'lead', 'edit'), hasScope(['lead.read'], 'lead', 'edit')]).toEqual([true, false]);
});
