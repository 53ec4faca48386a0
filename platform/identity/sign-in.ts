import { sql } from '../database/sql.ts';
import { AppError, cleanLine, inTurn, label } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';
import { phoneKey } from '../text/index.ts';
import { verifyPassword } from './passwords.ts';
import { globalQuery } from './store.ts';
import type { TenantStatus } from './tenant-info.ts';

const allowedFailures = 6;
const lockMs = 15 * 60_000;

/** One answer for a wrong password, an unknown account and a locked one. */
export function wrongPassword(): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    401,
    label(
      '账号或密码不正确。连续输错 6 次后，请等 15 分钟再试',
      'The account or the password is wrong. After 6 wrong tries in a row, wait 15 minutes',
    ),
  );
}

interface PersonRow {
  password_hash: string | null;
  locked_until: string | null;
}

/** Whom somebody who signs in says to be. */
export interface Account {
  /** What attempts are counted by: the person, however they are named; of nobody known what was typed. */
  readonly key: string;
  readonly person: string | undefined;
}

/** The mobile number a text is, in the form in which numbers are compared; undefined of everything else. */
export function mobileOf(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const { kind, key, extension } = phoneKey(text);
  return kind === 'mobile' && extension === undefined ? key : undefined;
}

/**
 * The account of a typed e-mail or mobile number. A number that several people have entered is that of the first of them who is
 * switched on (decision 0054). Unknown ones take the same statement.
 */
export function findAccount(app: Application, typed: string): Promise<Account> {
  const name = cleanLine(typed).toLowerCase();
  const mobile = mobileOf(name);
  // looked up in turn as well: attempts then wait for each other in the order in which they came
  return inTurn(`sign-in name ${mobile ?? name}`, async () => {
    const [found] = await globalQuery<{ id: string }>(
      app,
      mobile === undefined
        ? sql`select id from person where email = ${name}`
        : sql`
        select m.person_id as id from sign_in_mobile s
        join membership m on m.tenant_id = s.tenant_id and m.user_id = s.user_id and m.active
        join tenant t on t.id = s.tenant_id and (${app.identity.demo} or not (t.settings ? 'demo'))
        where s.mobile = ${mobile} order by s.seq limit 1`,
    );
    return { key: found?.id ?? mobile ?? name, person: found?.id };
  });
}

/** The account of somebody known already. */
export const accountOf = (person: string): Account => ({ key: person, person });

/**
 * Whether the password is that of the account. Six wrong passwords lock it for 15 minutes; while it is locked, and for an account that
 * does not exist, the same work is done and the same answer given.
 */
export function checkPassword(app: Application, account: Account, password: string, address = ''): Promise<boolean> {
  // a burst can not try more passwords than the lock allows
  return inTurn(`sign-in ${account.key}`, async () => {
    const now = app.clock.now();
    const id = account.person ?? null;
    const [person] = await globalQuery<PersonRow>(app, sql`select password_hash, locked_until from person where id = ${id}::uuid`);
    const right = await verifyPassword(person?.password_hash, password);
    const locked = person?.locked_until != null && Date.parse(person.locked_until) > now.getTime();
    if (right && !locked) {
      await globalQuery(
        app,
        sql`update person set failed_sign_ins = 0, locked_until = null where id = ${id}::uuid and (failed_sign_ins <> 0 or locked_until is not null)`,
      );
      return true;
    }
    // after a lock has run out, counting begins anew; an unknown account does the same statement for nothing
    const [counted] = await globalQuery<{ locked_until: string | null }>(
      app,
      sql`
      update person set
        failed_sign_ins = case when locked_until <= ${now} then 1 else failed_sign_ins + 1 end,
        locked_until = case when locked_until > ${now} then locked_until
          when locked_until is null and failed_sign_ins + 1 >= ${allowedFailures} then ${new Date(now.getTime() + lockMs)}::timestamptz end
      where id = ${id}::uuid returning locked_until`,
    );
    if (account.person && !locked && counted?.locked_until)
      app.identity.report({ event: 'account.locked', person: account.person, data: { address } });
    return false;
  });
}

export interface Membership {
  readonly tenant: number;
  readonly name: string;
  readonly user: string;
  readonly status: TenantStatus;
}

/** The companies a person belongs to, the last used first; those that are closed too. */
export async function membershipsOf(app: Application, person: string, demo: boolean): Promise<Membership[]> {
  return globalQuery<Membership>(
    app,
    sql`
    select t.id as tenant, t.name, m.user_id as user, t.status
    from membership m join tenant t on t.id = m.tenant_id
    where m.person_id = ${person} and m.active and t.status <> 'creating' and (${demo} or not (t.settings ? 'demo'))
    order by m.last_used_at desc nulls last, t.id`,
  );
}

/** The company a sign-in leads to. */
export function entrance(memberships: readonly Membership[]): Membership {
  const open = memberships.find((membership) => membership.status === 'active');
  if (open) return open;
  if (memberships.length > 0) throw closedCompany();
  throw wrongPassword();
}

/** The company is suspended or about to be erased. */
export function closedCompany(): AppError {
  return new AppError(
    'FORBIDDEN',
    403,
    label('贵公司的账号已停用，请联系服务方', "Your company's account is suspended; contact your provider"),
  );
}
