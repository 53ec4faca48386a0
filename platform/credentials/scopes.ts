import { isPermission, pagePermissions } from '../access/index.ts';
import { cleanLine, type FieldProblem, fieldError, fieldErrors, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';

const most = 200;

/**
 * Scopes as they are kept: `account.read`, `*.read`, `lead.convert`, `*` (all the person may). They are written like permissions, so that
 * they can only take away; those the person lacks are allowed and open nothing.
 */
export function readScopes(ctx: Context, scopes: readonly string[]): string[] {
  if (scopes.length === 0) throw fieldError('REQUIRED', 'scopes', label('请至少选择一项权限', 'Choose at least one scope'));
  if (scopes.length > most) throw fieldError('LIMIT_EXCEEDED', 'scopes', label(`最多 ${most} 项`, `At most ${most}`));
  const problems = scopes.flatMap((scope, index): FieldProblem[] =>
    isKnown(ctx, scope)
      ? []
      : [{ field: `scopes[${index}]`, code: 'INVALID_VALUE', message: label(`没有权限“${scope}”`, `There is no scope "${scope}"`) }],
  );
  if (problems.length > 0) throw fieldErrors(problems);
  return [...new Set(scopes)];
}

function isKnown(ctx: Context, scope: string): boolean {
  if (!isPermission(scope)) return false;
  const [object = '', verb = ''] = scope.split('.');
  if (object === '*' || (pagePermissions as readonly string[]).includes(scope)) return true;
  return ctx.meta.object(object) !== undefined || (verb === '*' && pagePermissions.some((page) => page.startsWith(`${object}.`)));
}

/** The name by which people know a key. */
export function readName(raw: string): string {
  const name = cleanLine(raw);
  if (name === '') throw fieldError('REQUIRED', 'name', label('请填写名称', 'Enter a name'));
  if (name.length > 80) throw fieldError('TOO_LONG', 'name', label('最多 80 个字', 'At most 80 characters'));
  return name;
}
