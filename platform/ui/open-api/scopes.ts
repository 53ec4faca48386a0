export const VERBS = ['read', 'create', 'edit', 'delete', 'unmask', '*'] as const;
export type Verb = (typeof VERBS)[number];
export type ScopeMode = 'all' | 'read' | 'some';

const reading = ['*.read', 'events.read'];

/** Which of the simple choices a list of scopes is. */
export function modeOf(scopes: readonly string[]): ScopeMode {
  if (scopes.includes('*')) return 'all';
  return scopes.length > 0 && scopes.includes('*.read') && scopes.every((scope) => reading.includes(scope)) ? 'read' : 'some';
}

export function scopesOf(mode: ScopeMode, chosen: readonly string[]): readonly string[] {
  if (mode === 'all') return ['*'];
  return mode === 'read' ? reading : chosen;
}

/** Ticks or unticks one; who may do everything on an object needs nothing beside it. */
export function withScope(chosen: readonly string[], scope: string, on: boolean): readonly string[] {
  const [object = '', verb = ''] = scope.split('.');
  const rest = chosen.filter((one) => one !== scope && !(on && verb === '*' && one.startsWith(`${object}.`)));
  return on ? [...rest, scope] : rest;
}

export const hasScope = (chosen: readonly string[], object: string, verb: Verb): boolean =>
  chosen.includes(`${object}.${verb}`) || chosen.includes(`${object}.*`);
