import { describe, expect, it } from 'vitest';
import { keyNames, matchesKey } from './hotkeys.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('hotkeys', () => {
  it('knows the mod key of each system', () => {
    expect(matchesKey(press('k', { ctrlKey: true }), 'mod+k', false)).toBe(true);
    expect(matchesKey(press('k', { metaKey: true }), 'mod+k', true)).toBe(true);
    expect(matchesKey(press('k', { metaKey: true }), 'mod+k', false)).toBe(false);
    expect(matchesKey(press('k'), 'mod+k', false)).toBe(false);
  });
  it('does not take a browser key for a single letter', () => {
    expect(matchesKey(press('n', { ctrlKey: true }), 'n', false)).toBe(false);
    expect(matchesKey(press('N', { shiftKey: true }), 'n', false)).toBe(false);
    expect(matchesKey(press('n'), 'n', false)).toBe(true);
  });
  it('takes signs whatever shift they need', () => {
    expect(matchesKey(press('?', { shiftKey: true }), '?', false)).toBe(true);
    expect(matchesKey(press('/'), '/', false)).toBe(true);
    expect(matchesKey(press(' '), 'Space', false)).toBe(true);
    expect(matchesKey(press('Enter', { shiftKey: true }), 'shift+Enter', false)).toBe(true);
  });
  it('writes keys as people see them', () => {
    expect(keyNames('mod+k', false)).toEqual(['Ctrl', 'K']);
    expect(keyNames('mod+shift+Enter', true)).toEqual(['⌘', '⇧', '↵']);
    expect(keyNames('?', false)).toEqual(['?']);
  });
});
