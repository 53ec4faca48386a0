/** Verbs that every object has by itself; actions add their own (`lead.convert`). */
export const objectVerbs = [
  'create',
  'read',
  'edit',
  'delete',
  'import',
  'export',
  'transfer',
  'merge',
  'print',
  'share',
  'unmask',
] as const;

/** Permissions of pages and company-wide affairs, which belong to no object. */
export const pagePermissions = [
  'settings.manage',
  'users.manage',
  'roles.manage',
  'metadata.manage',
  'views.share',
  'imports.undoAny',
  'files.readAny',
  'events.read',
  'apiTokens.create',
  'api.manage',
  'recycleBin.purge',
  'audit.read',
  'protection.manage',
] as const;

const pages: ReadonlySet<string> = new Set(pagePermissions);

const form = /^(\*|[a-z][A-Za-z0-9_]{0,60})(?:\.(\*|[a-z][A-Za-z0-9]{0,40}))?$/;

/** Whether a text may stand in a role: `lead.read`, `lead.*`, `*.read` or `*`. */
export function isPermission(text: string): boolean {
  return form.test(text) && (text === '*' || text.includes('.'));
}

/**
 * The permissions somebody holds, ready to be asked. Objects in `guarded` are the company's own lists (products, people,
 * departments): `*.verb` opens them for reading only, everything else on them must be granted by name.
 *
 * @example permissionSet(['*.read', 'lead.*'], new Set()).has('lead.convert') // true
 */
export function permissionSet(held: readonly string[], guarded: ReadonlySet<string>): { has(permission: string): boolean } {
  const set = new Set(held);
  const all = set.has('*');
  return {
    has(permission) {
      if (all || set.has(permission)) return true;
      const dot = permission.indexOf('.');
      if (dot < 0) return false;
      const object = permission.slice(0, dot);
      const verb = permission.slice(dot + 1);
      if (verb === '*' || object === '*') return set.has(permission);
      // `*.read` opens objects, not the change stream (events.read) or other affairs of the whole company
      if (pages.has(permission)) return set.has(`${object}.*`);
      return set.has(`${object}.*`) || (set.has(`*.${verb}`) && (verb === 'read' || !guarded.has(object)));
    },
  };
}

/** Whether somebody with `held` may hand out `wanted`: nobody gives rights they do not have. */
export function mayGrant(held: readonly string[], wanted: readonly string[]): boolean {
  const own = permissionSet(held, new Set());
  return wanted.every((permission) => (permission !== '*' ? own.has(permission) : held.includes('*')));
}
