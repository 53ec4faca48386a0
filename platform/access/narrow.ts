import type { Access } from '../module/index.ts';
import { permissionSet } from './permissions.ts';
import { boundView } from './view.ts';

const nothing: ReadonlySet<string> = new Set();

const split = (permission: string): [string, string] => {
  const dot = permission.indexOf('.');
  return dot < 0 ? ['*', '*'] : [permission.slice(0, dot), permission.slice(dot + 1)];
};
const common = (a: string, b: string) => (a === '*' ? b : b === '*' || a === b ? a : undefined);

/** What two permissions, each maybe with a `*`, both open. */
function both(a: string, b: string): string | undefined {
  if (a === '*') return b;
  if (b === '*') return a;
  const [left, right] = [split(a), split(b)];
  const [object, verb] = [common(left[0], right[0]), common(left[1], right[1])];
  return object && verb ? `${object}.${verb}` : undefined;
}

/**
 * The rights of a person as far as a credential's scopes go: nothing is ever added, and what the person loses is lost here as well. What
 * they see in full by `{object}.unmask` alone, or because they may change fields, is masked unless the scopes say so, too.
 *
 * @example narrowAccess(access, ['*.read']).can('account.edit') // false
 */
export function narrowAccess(access: Access, scopes: readonly string[]): Access {
  const allowed = permissionSet(scopes, nothing);
  const permissions = new Set(access.permissions.flatMap((held) => scopes.flatMap((scope) => both(held, scope) ?? [])));
  const can = (permission: string) => allowed.has(permission) && access.can(permission);
  return {
    ...access,
    can,
    scope: (object, verb) => (allowed.has(`${object.name}.${verb}`) ? access.scope(object, verb) : { kind: 'none' }),
    ...(can('metadata.manage') ? {} : { view: boundView(access, (object) => can(`${object}.unmask`)) }),
    permissions: [...permissions],
    scopes: [...(access.scopes ?? []), scopes],
  };
}
