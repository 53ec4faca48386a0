import { generateSecret, generateURI, verify } from 'otplib';
import { sql } from '../../database/sql.ts';
import { AppError, errors, fieldError, label } from '../../kernel/index.ts';
import type { Application, Queryable } from '../../module/index.ts';
import { installation } from '../../storage/vault.ts';
import { newRecoveryCodes, readRecoveryCode, spendRecoveryCode } from './codes.ts';

const allowedFailures = 6;
const lockMs = 15 * 60_000;
// one step of thirty seconds to either side: clocks of phones are not exact
const toleranceSeconds = 30;

interface Stored {
  readonly secret: string;
  readonly confirmed_at: string | null;
  readonly last_step: number;
  readonly locked_until: string | null;
}

export interface NewSecret {
  /** For typing by hand. */
  readonly secret: string;
  /** For the picture. */
  readonly uri: string;
}

const sealed = async (app: Application) => {
  const sealer = await app.vault.sealer(installation);
  return {
    seal: (clear: string) => sealer.seal('person', 'totp', clear),
    open: (text: string) => sealer.open('person', 'totp', text),
  };
};

/** Whether somebody has a second step, and since when. */
export async function twoStepSince(on: Queryable, person: string): Promise<string | null> {
  const [row] = await on.query<{ confirmed_at: string | null }>(sql`select confirmed_at from person_totp where person_id = ${person}`);
  return row?.confirmed_at ?? null;
}

/** A new secret, which counts once a code made with it was given. */
export async function startTotp(app: Application, person: { id: string; email: string | null; name: string }): Promise<NewSecret> {
  const secret = generateSecret();
  const box = (await sealed(app)).seal(secret);
  const rows = await app.database.global((connection) =>
    connection.query(sql`
      insert into person_totp (person_id, secret, created_at) values (${person.id}, ${box}, ${app.clock.now()})
      on conflict (person_id) do update set secret = excluded.secret, created_at = excluded.created_at, last_step = 0, failures = 0, locked_until = null
      where person_totp.confirmed_at is null returning 1`),
  );
  if (rows.length === 0) throw new AppError('STATE', 409, label('两步验证已经开启', 'Two-step sign-in is on already'));
  return { secret, uri: generateURI({ issuer: '环客 Huanke', label: person.email ?? person.name, secret }) };
}

export const wrongCode = () =>
  fieldError(
    'INVALID_VALUE',
    'code',
    label(
      '验证码不对，或已经用过。连续输错 6 次要等 15 分钟',
      'The code is wrong or was used before. After 6 wrong codes in a row, wait 15 minutes',
    ),
  );

/** Switches the second step on with the first code, and gives the recovery codes. */
export async function confirmTotp(app: Application, person: string, code: string): Promise<string[]> {
  const codes = await app.database.global(async (connection) => {
    const stored = await lock(connection, person);
    if (!stored) throw errors.NOT_FOUND();
    if (stored.confirmed_at) throw new AppError('STATE', 409, label('两步验证已经开启', 'Two-step sign-in is on already'));
    const step = await stepOf(app, stored, code);
    if (step === undefined) return undefined;
    await connection.query(
      sql`update person_totp set confirmed_at = ${app.clock.now()}, last_step = ${step}, failures = 0 where person_id = ${person}`,
    );
    return newRecoveryCodes(connection, person);
  });
  if (!codes) throw wrongCode();
  app.identity.report({ event: 'twoStep.enabled', person });
  return codes;
}

async function lock(on: Queryable, person: string): Promise<Stored | undefined> {
  const [stored] = await on.query<Stored>(
    sql`select secret, confirmed_at, last_step, locked_until from person_totp where person_id = ${person} for update`,
  );
  return stored;
}

/** The time step a code belongs to, if it is right and was not used before. */
async function stepOf(app: Application, stored: Stored, text: string): Promise<number | undefined> {
  const token = text.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const answer = await verify({
    secret: (await sealed(app)).open(stored.secret),
    token,
    epoch: Math.floor(app.clock.now().getTime() / 1000),
    epochTolerance: toleranceSeconds,
    ...(stored.last_step > 0 ? { afterTimeStep: stored.last_step } : {}),
  });
  return answer.valid && 'timeStep' in answer ? answer.timeStep : undefined;
}

/** A code of the app or a recovery code. Attempts of one person go one after the other, six wrong ones lock for fifteen minutes. */
export async function checkCode(app: Application, person: string, text: string): Promise<boolean> {
  const now = app.clock.now();
  const how = await app.database.global(async (connection) => {
    const stored = await lock(connection, person);
    if (!stored?.confirmed_at) return undefined;
    if (stored.locked_until && Date.parse(stored.locked_until) > now.getTime()) return undefined;
    const step = await stepOf(app, stored, text);
    const recovery = step === undefined ? readRecoveryCode(text) : undefined;
    if (step !== undefined || (recovery && (await spendRecoveryCode(connection, person, recovery, now)))) {
      await connection.query(sql`
        update person_totp set last_step = ${step ?? stored.last_step}, failures = 0, locked_until = null where person_id = ${person}`);
      return step === undefined ? 'recovery' : 'app';
    }
    await connection.query(sql`
      update person_totp set
        failures = case when locked_until is not null then 1 else failures + 1 end,
        locked_until = case when locked_until is null and failures + 1 >= ${allowedFailures} then ${new Date(now.getTime() + lockMs)}::timestamptz end
      where person_id = ${person}`);
    return undefined;
  });
  if (how === 'recovery') app.identity.report({ event: 'twoStep.codeUsed', person });
  if (!how) app.identity.report({ event: 'twoStep.refused', person });
  return how !== undefined;
}

/** Takes the second step away, recovery codes too. False when there was none. */
export async function removeTotp(on: Queryable, person: string): Promise<boolean> {
  await on.query(sql`delete from recovery_code where person_id = ${person}`);
  const rows = await on.query<{ confirmed_at: string | null }>(
    sql`delete from person_totp where person_id = ${person} returning confirmed_at`,
  );
  return Boolean(rows[0]?.confirmed_at);
}
