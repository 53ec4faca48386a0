import { sql } from '../../database/sql.ts';
import { AppError, errors, fieldError, label } from '../../kernel/index.ts';
import type { Application, Context } from '../../module/index.ts';
import { findUser, refuseForeignOwner } from '../invitations.ts';
import { listPasskeys, type PasskeyItem } from '../passkeys/store.ts';
import { personById, personOfUser } from '../people.ts';
import { isOwn, type Session } from '../sessions.ts';
import { accountOf, checkPassword } from '../sign-in.ts';
import { globalQuery } from '../store.ts';
import { codesLeft } from './codes.ts';
import { isRequired } from './policy.ts';
import { removeTotp, twoStepSince } from './totp.ts';

export interface OwnSecurity {
  /** False in a session begun by an administrator's link or by the company's sign-in service: nothing below can be changed then. */
  readonly own: boolean;
  readonly hasPassword: boolean;
  readonly twoStep: { readonly since: string | null; readonly codesLeft: number; readonly required: boolean };
  readonly passkeys: readonly PasskeyItem[];
}

/** How one signs in. */
export async function ownSecurity(app: Application, own: Session): Promise<OwnSecurity> {
  return app.database.global(async (connection) => {
    const person = await personById(connection, own.person);
    const since = await twoStepSince(connection, own.person);
    return {
      own: isOwn(own.via),
      hasPassword: person?.passwordHash != null,
      twoStep: {
        since,
        codesLeft: since ? await codesLeft(connection, own.person) : 0,
        required: await isRequired(app, { tenant: own.tenant.id, user: own.user }),
      },
      passkeys: await listPasskeys(connection, own.person),
    };
  });
}

/** Only who has signed in themselves may change how they sign in: else a company could get into the other companies of its people. */
export function ownOnly(own: Session): Session {
  if (isOwn(own.via)) return own;
  throw new AppError(
    'STATE',
    409,
    label('请先用自己的密码或通行密钥登录，再做这项设置', 'Sign in with your own password or passkey first, then change this'),
  );
}

/** The own password once more, before something that weakens the account. */
export async function provePassword(app: Application, own: Session, password: string, address: string): Promise<void> {
  if (!(await checkPassword(app, accountOf(own.person), password, address)))
    throw fieldError('INVALID_VALUE', 'password', label('密码不正确', 'The password is wrong'));
}

export async function switchOffTwoStep(app: Application, own: Session): Promise<void> {
  if (await isRequired(app, { tenant: own.tenant.id, user: own.user }))
    throw new AppError(
      'STATE',
      409,
      label('公司要求两步验证，不能关闭', 'Your company requires two-step sign-in; it can not be switched off'),
    );
  const removed = await app.database.global((connection) => removeTotp(connection, own.person));
  if (removed) app.identity.report({ event: 'twoStep.disabled', person: own.person });
}

/** The person behind a user for an administrator's help with signing in; refused where another company has a say, too. */
async function personToHelp(tx: Context, id: string): Promise<string> {
  const user = await findUser(tx, id);
  await refuseForeignOwner(tx, user.id);
  const person = await personOfUser(tx, tx.tenant.id, user.id);
  if (!person) throw errors.NOT_FOUND();
  return person.id;
}

/** Lets somebody try their password again at once. */
export async function unlock(ctx: Context, id: string): Promise<void> {
  const person = await ctx.transaction(async (tx) => {
    const found = await personToHelp(tx, id);
    await tx.query(sql`update person set failed_sign_ins = 0, locked_until = null where id = ${found}`);
    await tx.query(sql`update person_totp set failures = 0, locked_until = null where person_id = ${found}`);
    return found;
  });
  ctx.app.identity.report({ event: 'account.unlocked', person, tenant: ctx.tenant.id, user: ctx.user.id, target: id });
}

/** For who has lost their phone: second step and passkeys go, all sessions end; they sign in with the password and begin anew. */
export async function resetFactors(ctx: Context, id: string): Promise<void> {
  const person = await ctx.transaction(async (tx) => {
    const found = await personToHelp(tx, id);
    const [elsewhere] = await tx.query(sql`
      select 1 from membership m join tenant t on t.id = m.tenant_id
      where m.person_id = ${found} and m.tenant_id <> ${tx.tenant.id} and (t.settings ->> 'sandboxOf')::int is distinct from ${tx.tenant.id} limit 1`);
    if (elsewhere)
      throw new AppError(
        'STATE',
        409,
        label(
          '此人还有其他公司的账号，请让本人用恢复码登录后自行处理',
          'This person has an account with another company; they sign in with a recovery code and change it themselves',
        ),
      );
    await removeTotp(tx, found);
    await tx.query(sql`delete from passkey where person_id = ${found}`);
    await tx.query(sql`delete from session where person_id = ${found} and user_id <> ${tx.user.id}`);
    return found;
  });
  ctx.app.identity.report({ event: 'twoStep.reset', person, tenant: ctx.tenant.id, user: ctx.user.id, target: id });
}

/** Somebody's name and address for the authenticator app. */
export async function accountName(app: Application, id: string): Promise<{ id: string; email: string | null; name: string }> {
  const [person] = await globalQuery<{ id: string; email: string | null; name: string }>(
    app,
    sql`select id, email, name from person where id = ${id}`,
  );
  if (!person) throw errors.UNAUTHENTICATED();
  return person;
}
