import { sql } from '../database/sql.ts';
import { errors, fieldError, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { saveUser } from './save-one.ts';

const largestPreference = 64 * 1024;
const keyForm = /^[A-Za-z][\w.:-]{0,79}$/;

/** What somebody has set for themselves under a key: columns, folded panels, the last view. Null when nothing. */
export async function readPreference(ctx: Context, key: string): Promise<unknown> {
  if (!keyForm.test(key)) throw errors.NOT_FOUND();
  const [row] = await ctx.query<{ value: unknown }>(sql`
    select value from user_preference where tenant_id = ${ctx.tenant.id} and user_id = ${ctx.user.id} and key = ${key}`);
  return row?.value ?? null;
}

export async function writePreference(ctx: Context, key: string, value: unknown): Promise<void> {
  if (!keyForm.test(key)) throw errors.NOT_FOUND();
  const text = JSON.stringify(value ?? null);
  if (Buffer.byteLength(text) > largestPreference)
    throw errors.TOO_LARGE({ errors: [{ field: 'value', code: 'TOO_LARGE', message: label('最大 64 kB', 'At most 64 kB') }] });
  await ctx.transaction((tx) =>
    tx.query(sql`
    insert into user_preference (tenant_id, user_id, key, value) values (${tx.tenant.id}, ${tx.user.id}, ${key}, ${text}::jsonb)
    on conflict (tenant_id, user_id, key) do update set value = excluded.value`),
  );
}

export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly position: string | null;
  readonly language: string | null;
  readonly department: { readonly id: string; readonly title: string } | null;
  readonly avatar: unknown;
  readonly theme: string;
}

const themes = ['system', 'light', 'dark'];

/** One's own page. */
export async function readProfile(ctx: Context): Promise<Profile> {
  const [row] = await ctx.query<Omit<Profile, 'theme'>>(sql`
    select u.id, u.name, u.email, u.phone, u.position, u.language, u.avatar,
      case when d.id is not null then jsonb_build_object('id', d.id, 'title', d.name) end as department
    from app_user u left join department d on d.tenant_id = u.tenant_id and d.id = u.department and d.deleted_at is null
    where u.tenant_id = ${ctx.tenant.id} and u.id = ${ctx.user.id} and u.deleted_at is null`);
  if (!row) throw errors.NOT_FOUND();
  const theme = await readPreference(ctx, 'theme');
  return { ...row, avatar: row.avatar ?? null, theme: typeof theme === 'string' ? theme : 'system' };
}

export interface ProfileInput {
  readonly name?: string;
  readonly phone?: string | null;
  readonly language?: string | null;
  readonly avatar?: readonly unknown[] | null;
  readonly theme?: string;
}

/** Everybody may change these of themselves, whatever their role; the rest is an administrator's. */
export async function saveProfile(ctx: Context, { theme, ...values }: ProfileInput): Promise<Profile> {
  if (theme !== undefined && !themes.includes(theme))
    throw fieldError('INVALID_VALUE', 'theme', label(`应为 ${themes.join('、')} 之一`, `Must be one of ${themes.join(', ')}`));
  await ctx.transaction(async (tx) => {
    if (Object.keys(values).length > 0) await saveUser(tx, { id: tx.user.id, values });
    if (theme !== undefined) await writePreference(tx, 'theme', theme);
  });
  return readProfile(ctx);
}
