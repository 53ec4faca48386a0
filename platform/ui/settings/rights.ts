import type { ScopeLevel, Scopes, ScopeVerb } from './people.ts';

export const VERBS = ['read', 'create', 'edit', 'delete', 'import', 'export', 'transfer', 'share', 'merge', 'print', 'unmask'] as const;
export type Verb = (typeof VERBS)[number];
export const PAGES = [
  'settings.manage',
  'users.manage',
  'roles.manage',
  'metadata.manage',
  'views.share',
  'imports.undoAny',
  'recycleBin.purge',
  'apiTokens.create',
  'events.read',
  'api.manage',
  'audit.read',
  'protection.manage',
] as const;
export const LEVELS: readonly ScopeLevel[] = ['own', 'department', 'departmentAndBelow', 'all'];
export const SCOPE_VERBS: readonly ScopeVerb[] = ['read', 'edit', 'delete', 'transfer'];

/** Lists of the company itself (products, people): a right on all objects opens them for reading only. */
export type Guarded = ReadonlySet<string>;

/** Does this list of rights hold that verb on that object? `object` may be `*`: on every object, also those to come. */
export function holds(permissions: readonly string[], object: string, verb: string, guarded: Guarded): boolean {
  const has = (right: string) => permissions.includes(right);
  if (has('*') || has(`${object}.${verb}`)) return true;
  if (object === '*') return false;
  return has(`${object}.*`) || (has(`*.${verb}`) && (verb === 'read' || !guarded.has(object)));
}

export const holdsPage = (permissions: readonly string[], page: string) => permissions.includes('*') || permissions.includes(page);

/** Comes the right only from `*.verb`, so that it can not be taken away on the object alone? */
export function isInherited(permissions: readonly string[], object: string, verb: string, guarded: Guarded): boolean {
  return (
    object !== '*' &&
    holds(
      permissions.filter((right) => right.startsWith('*')),
      object,
      verb,
      guarded,
    )
  );
}

/** Gives or takes one right; what a wildcard of the object said is spelled out first. */
export function withRight(permissions: readonly string[], object: string, verb: string, on: boolean): readonly string[] {
  const spelled = permissions.flatMap((right) => (right === `${object}.*` ? VERBS.map((one) => `${object}.${one}`) : [right]));
  const rest = spelled.filter((right) => right !== `${object}.${verb}`);
  return [...new Set(on ? [...rest, `${object}.${verb}`] : rest)];
}

export function withPage(permissions: readonly string[], page: string, on: boolean): readonly string[] {
  const rest = permissions.filter((right) => right !== page);
  return on ? [...rest, page] : rest;
}

/** How far a verb reaches on an object; `*` is what holds where nothing else is said. */
export function levelOf(scopes: Scopes, object: string, verb: ScopeVerb): ScopeLevel | undefined {
  return object === '*' ? (scopes[verb] ?? 'own') : scopes.objects?.[object]?.[verb];
}

/** Sets or (undefined) clears the reach of a verb on an object. */
export function withLevel(scopes: Scopes, object: string, verb: ScopeVerb, level: ScopeLevel | undefined): Scopes {
  if (object === '*') return level === undefined ? scopes : { ...scopes, [verb]: level };
  const { [verb]: _old, ...rest } = scopes.objects?.[object] ?? {};
  const own = level === undefined ? rest : { ...rest, [verb]: level };
  const { [object]: _gone, ...others } = scopes.objects ?? {};
  const objects = Object.keys(own).length > 0 ? { ...others, [object]: own } : others;
  const { objects: _all, ...plain } = scopes;
  return Object.keys(objects).length > 0 ? { ...plain, objects } : plain;
}
