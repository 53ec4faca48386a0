import { mayGrant } from '../access/index.ts';
import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { refuseForeignOwner } from '../identity/index.ts';
import { errors, fieldError, isId, label, newId } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { readName, readScopes } from './scopes.ts';
import { hashSecret, hintOf, newSecret } from './secret.ts';
import { mayManageApi } from './tokens.ts';

/** A program that signs in by itself (OAuth2 client credentials) and acts as one user. */
export interface AppView {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  /** The last four signs of the secret. */
  readonly hint: string;
  readonly scopes: readonly string[];
  readonly user: { readonly id: string; readonly title: string };
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

export interface AppInput {
  readonly name: string;
  readonly scopes: readonly string[];
  /** As whom it acts; the maker when absent. */
  readonly user?: string;
}

type WithSecret = AppView & { readonly clientSecret: string };

const mostApps = 100;

/** `app-1c-018f…`: company and app, so that it is found without being looked for. */
export const clientIdOf = (tenant: number, id: string): string => `app-${tenant.toString(36)}-${id.replaceAll('-', '')}`;

export function readClientId(text: string): { readonly tenant: number; readonly id: string } | undefined {
  const [, company, hex] = /^app-([0-9a-z]{1,6})-([0-9a-f]{32})$/.exec(text) ?? [];
  if (!company || !hex) return undefined;
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const tenant = Number.parseInt(company, 36);
  return tenant <= 2_147_483_647 && isId(id) ? { tenant, id } : undefined;
}

/** Somebody a program may act as: active, and with no more rights than who chooses them. */
export async function readActingUser(ctx: Context, id: string, field = 'user'): Promise<string> {
  const member = isId(id) ? await ctx.app.identity.member(ctx.tenant, id.toLowerCase()) : undefined;
  if (!member?.person.active) throw fieldError('LOOKUP_NOT_FOUND', field, label('请选择一位启用的用户', 'Choose an active user'));
  if (member.user.id === ctx.user.id) return ctx.user.id;
  if (!mayGrant(ctx.access.permissions, member.access.permissions))
    throw fieldError('RULE', field, label('不能选择权限比自己大的用户', 'The user has more rights than you'));
  await refuseForeignOwner(ctx, member.user.id);
  return member.user.id;
}

function selectApps(ctx: Context, which: ReturnType<typeof sql>): Promise<AppView[]> {
  return ctx
    .query<Omit<AppView, 'clientId'>>(sql`
      select a.id, a.name, a.hint, a.scopes, jsonb_build_object('id', a.user_id, 'title', coalesce(u.name, '')) as user,
        a.created_at as "createdAt", a.last_used_at as "lastUsedAt"
      from api_app a left join app_user u on u.tenant_id = a.tenant_id and u.id = a.user_id
      where a.tenant_id = ${ctx.tenant.id} and a.revoked_at is null and ${which} order by a.id desc`)
    .then((rows) => rows.map((row) => ({ ...row, clientId: clientIdOf(ctx.tenant.id, row.id) })));
}

export async function listApps(ctx: Context): Promise<AppView[]> {
  mayManageApi(ctx);
  return selectApps(ctx, sql`true`);
}

async function oneApp(ctx: Context, id: string): Promise<AppView> {
  const [view] = isId(id) ? await selectApps(ctx, sql`a.id = ${id}`) : [];
  if (!view) throw errors.NOT_FOUND();
  return view;
}

/** Makes an app; its secret is shown in this answer and nowhere again. */
export async function createApp(ctx: Context, input: AppInput): Promise<WithSecret> {
  mayManageApi(ctx);
  const name = readName(input.name);
  const scopes = readScopes(ctx, input.scopes);
  const user = await readActingUser(ctx, input.user ?? ctx.user.id);
  const secret = newSecret('sec', ctx.tenant.id);
  const id = newId();
  return ctx.transaction(async (tx) => {
    if ((await selectApps(tx, sql`true`)).length >= mostApps)
      throw fieldError('LIMIT_EXCEEDED', 'name', label(`最多 ${mostApps} 个应用`, `At most ${mostApps} apps`));
    await tx.query(sql`
      insert into api_app (tenant_id, id, name, user_id, scopes, secret_hash, hint, created_at, created_by)
      values (${tx.tenant.id}, ${id}, ${name}, ${user}, ${scopes}::text[], ${hashSecret(secret)}, ${hintOf(secret)}, ${tx.clock.now()}, ${tx.user.id})`);
    await audit(tx, { event: 'apiApp.created', record: id, data: { user, scopes } });
    return { ...(await oneApp(tx, id)), clientSecret: secret };
  });
}

/** Changes what an app may do and as whom; tokens it holds follow at once. */
export async function updateApp(ctx: Context, id: string, input: Partial<AppInput>): Promise<AppView> {
  mayManageApi(ctx);
  const before = await oneApp(ctx, id);
  const name = input.name === undefined ? before.name : readName(input.name);
  const scopes = input.scopes === undefined ? before.scopes : readScopes(ctx, input.scopes);
  const user = input.user === undefined ? before.user.id : await readActingUser(ctx, input.user);
  return ctx.transaction(async (tx) => {
    await tx.query(sql`
      update api_app set name = ${name}, scopes = ${scopes}::text[], user_id = ${user} where tenant_id = ${tx.tenant.id} and id = ${before.id}`);
    await tx.query(sql`update api_token set user_id = ${user} where tenant_id = ${tx.tenant.id} and app_id = ${before.id}`);
    await audit(tx, { event: 'apiApp.changed', record: before.id, data: { user, scopes } });
    return oneApp(tx, before.id);
  });
}

/** A new secret; the old one and the tokens got by it end at once. */
export async function renewSecret(ctx: Context, id: string): Promise<WithSecret> {
  mayManageApi(ctx);
  const { id: app } = await oneApp(ctx, id);
  const secret = newSecret('sec', ctx.tenant.id);
  return ctx.transaction(async (tx) => {
    await tx.query(sql`
      update api_app set secret_hash = ${hashSecret(secret)}, hint = ${hintOf(secret)} where tenant_id = ${tx.tenant.id} and id = ${app}`);
    await tx.query(sql`delete from api_token where tenant_id = ${tx.tenant.id} and app_id = ${app}`);
    await audit(tx, { event: 'apiApp.secretRenewed', record: app });
    return { ...(await oneApp(tx, app)), clientSecret: secret };
  });
}

/** Ends an app with all its tokens. */
export async function revokeApp(ctx: Context, id: string): Promise<void> {
  mayManageApi(ctx);
  const { id: app } = await oneApp(ctx, id);
  await ctx.transaction(async (tx) => {
    await tx.query(sql`update api_app set revoked_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and id = ${app}`);
    await tx.query(sql`delete from api_token where tenant_id = ${tx.tenant.id} and app_id = ${app}`);
    await audit(tx, { event: 'apiApp.revoked', record: app });
  });
}
