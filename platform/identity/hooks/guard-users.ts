import { sql } from '../../database/sql.ts';
import { AppError, errors, fieldError, label } from '../../kernel/index.ts';
import { type Change, type Context, defineHook, systemUser, type Values } from '../../module/index.ts';
import { ownersOfRecords } from '../../records/save/index.ts';
import { otherOwners, ownersAmong } from '../role-store.ts';

const lastOwner = () => new AppError('STATE', 409, label('公司至少要有一位启用的所有者', 'The company needs at least one active owner'));
const notOneself = () => new AppError('STATE', 409, label('不能停用或删除自己', 'You can not deactivate or delete yourself'));

const mail = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value.toLowerCase() : null);

/** Ends somebody's access: switched off, or deleted. */
const switchesOff = (change: Change) => change.operation === 'delete' || (change.operation === 'update' && change.values.active === false);

/** E-mails are lower-case; somebody new without one is created inactive. */
export const normaliseUsers = defineHook({
  name: 'identity.normaliseUsers',
  object: 'user',
  stage: 'beforeValidate',
  on: ['create', 'update'],
  run: (_ctx, changes) =>
    changes.map((change): Values | undefined => {
      const given = change.values.email;
      const email = typeof given === 'string' ? given.trim().toLowerCase() : given;
      const values: Record<string, unknown> = {};
      if (email !== given) values.email = email;
      if (change.operation === 'create') values.active = email ? (change.values.active ?? true) : false;
      return values;
    }),
});

/** Nobody switches themselves off, only owners touch owners, and the last owner stays. */
export const guardUsers = defineHook({
  name: 'identity.guardUsers',
  object: 'user',
  stage: 'beforeSave',
  on: ['update', 'delete'],
  async run(ctx, changes, reject) {
    const touchy = changes.filter((change) => switchesOff(change) || 'email' in change.values);
    if (touchy.length === 0 || ctx.user.id === systemUser.id) return undefined;
    const owners = await ownersAmong(
      ctx,
      ctx.tenant.id,
      touchy.map((change) => change.id),
    );
    const leaving = touchy.filter((change) => switchesOff(change) && owners.has(change.id)).map((change) => change.id);
    const ownersStay = leaving.length === 0 || (await otherOwners(ctx, ctx.tenant.id, leaving)) > 0;
    const taken = await takenByOthers(
      ctx,
      touchy.filter((change) => change.id === ctx.user.id && mail(change.values.email)),
    );
    changes.forEach((change, index) => {
      if (!touchy.includes(change)) return;
      if (switchesOff(change) && change.id === ctx.user.id) reject(index, notOneself());
      else if (owners.has(change.id) && !ctx.user.roles.includes('owner')) reject(index, errors.FORBIDDEN());
      else if (switchesOff(change) && owners.has(change.id) && !ownersStay) reject(index, lastOwner());
      else if (change.id === ctx.user.id && 'email' in change.values && !mail(change.values.email))
        reject(index, fieldError('REQUIRED', 'email'));
      else if (taken.has(change.id))
        reject(index, fieldError('DUPLICATE', 'email', label('此邮箱已有登录账号', 'This e-mail already has an account')));
    });
    return undefined;
  },
});

/** Of people changing their own e-mail, those whose new one signs in somebody else already. */
async function takenByOthers(ctx: Context, changes: readonly Change[]): Promise<Set<string>> {
  if (changes.length === 0) return new Set();
  const rows = await ctx.query<{ user_id: string }>(sql`
    select w.id as user_id from unnest(${changes.map((change) => change.id)}::uuid[], ${changes.map((change) => mail(change.values.email))}::text[]) w (id, email)
    join person p on p.email = w.email
    where not exists (select from membership m where m.person_id = p.id and m.tenant_id = ${ctx.tenant.id} and m.user_id = w.id)`);
  return new Set(rows.map((row) => row.user_id));
}

const stillOwns = (count: number) =>
  new AppError('STATE', 409, label(`名下还有 ${count} 条记录，请先交接给别人`, `They still own ${count} records; hand them over first`));

/** Customers stay with the company: nobody is deleted while records are theirs. */
export const guardOwners = defineHook({
  name: 'identity.guardOwners',
  object: 'user',
  stage: 'beforeSave',
  on: ['delete'],
  async run(ctx, changes, reject) {
    const owned = await ownersOfRecords(
      ctx.elevated(),
      changes.map((change) => change.id),
    );
    changes.forEach((change, index) => {
      const count = owned.get(change.id) ?? 0;
      if (count > 0) reject(index, stillOwns(count));
    });
    return undefined;
  },
});
