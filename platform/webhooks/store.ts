import { audit } from '../audit/index.ts';
import { mayManageApi } from '../credentials/index.ts';
import { type Sql, sql } from '../database/sql.ts';
import { newToken } from '../identity/tokens.ts';
import { scopesJson } from '../jobs/index.ts';
import { errors, fieldError, isId, label, newId } from '../kernel/index.ts';
import { logChange } from '../metadata/index.ts';
import type { Context } from '../module/index.ts';
import { overlapMs } from './policy.ts';
import { readWebhook, type WebhookParts } from './read.ts';
import type { Webhook, WebhookInput } from './types.ts';

const mostWebhooks = 50;

/** Place of a webhook's secret in the company's vault. */
const sealing = ['webhook', 'secret'] as const;

function selectWebhooks(ctx: Context, which: Sql): Promise<Webhook[]> {
  const count = (status: string) => sql`
    (select count(*)::int from webhook_delivery d where d.tenant_id = w.tenant_id and d.webhook_id = w.id and d.status = ${status})`;
  return ctx.query<Webhook>(sql`
    select w.id, w.name, w.url, w.events, w.objects, jsonb_build_object('id', w.user_id, 'title', coalesce(u.name, '')) as user,
      w.active, w.paused, w.failures, w.failing_since as "failingSince", ${count('waiting')} as waiting, ${count('dead')} as dead,
      w.created_at as "createdAt", case when w.old_until > ${ctx.clock.now()} then w.old_until end as "oldSecretUntil"
    from webhook w left join app_user u on u.tenant_id = w.tenant_id and u.id = w.user_id
    where w.tenant_id = ${ctx.tenant.id} and w.deleted_at is null and ${which} order by w.id desc`);
}

export async function listWebhooks(ctx: Context): Promise<Webhook[]> {
  mayManageApi(ctx);
  return selectWebhooks(ctx, sql`true`);
}

export async function findWebhook(ctx: Context, id: string): Promise<Webhook> {
  mayManageApi(ctx);
  const [found] = isId(id) ? await selectWebhooks(ctx, sql`w.id = ${id}`) : [];
  if (!found) throw errors.NOT_FOUND();
  return found;
}

/** What the change log keeps of a webhook: nothing that changes by itself, and no secret. */
const kept = ({ name, url, events, objects, user, active }: WebhookParts) => ({ label: name, url, events, objects, user, active });
const partsOf = (webhook: Webhook): WebhookParts => ({ ...webhook, user: webhook.user.id });

async function note(
  tx: Context,
  id: string,
  operation: 'create' | 'update' | 'delete',
  before?: WebhookParts,
  after?: WebhookParts,
): Promise<void> {
  await logChange(
    tx,
    { kind: 'webhook', object: '', name: id },
    { operation, ...(before ? { before: kept(before) } : {}), ...(after ? { after: kept(after) } : {}) },
  );
  const event = { create: 'webhook.created', update: 'webhook.changed', delete: 'webhook.deleted' }[operation];
  await audit(tx, { event, record: id });
}

async function newSealedSecret(ctx: Context): Promise<{ secret: string; sealed: string }> {
  const secret = `whsec_${newToken()}`;
  return { secret, sealed: (await ctx.app.vault.sealer(ctx.tenant.id)).seal(...sealing, secret) };
}

/** Makes a webhook; the answer is the only place where its secret ever stands. */
export async function createWebhook(ctx: Context, input: WebhookInput): Promise<Webhook & { readonly secret: string }> {
  mayManageApi(ctx);
  const parts = await readWebhook(ctx, input);
  const { secret, sealed } = await newSealedSecret(ctx);
  const id = newId();
  return ctx.transaction(async (tx) => {
    if ((await selectWebhooks(tx, sql`true`)).length >= mostWebhooks)
      throw fieldError('LIMIT_EXCEEDED', 'name', label(`最多 ${mostWebhooks} 个`, `At most ${mostWebhooks}`));
    await tx.query(sql`
      insert into webhook (tenant_id, id, name, url, events, objects, user_id, active, secret, created_at, created_by, scopes)
      values (${tx.tenant.id}, ${id}, ${parts.name}, ${parts.url}, ${parts.events}::text[], ${parts.objects}::text[], ${parts.user}, ${parts.active}, ${sealed},
        ${tx.clock.now()}, ${tx.user.id}, ${scopesJson(tx)}::jsonb)`);
    await note(tx, id, 'create', undefined, parts);
    return { ...(await findWebhook(tx, id)), secret };
  });
}

/** Changes a webhook; it tells what a program's scopes let see when one made or last changed it. Switched on again it begins anew: what waits is tried at once. */
export async function updateWebhook(ctx: Context, id: string, input: Partial<WebhookInput>): Promise<Webhook> {
  const before = await findWebhook(ctx, id);
  const parts = await readWebhook(ctx, input, before);
  const fresh = parts.active && (!before.active || parts.url !== before.url);
  return ctx.transaction(async (tx) => {
    await tx.query(sql`
      update webhook set name = ${parts.name}, url = ${parts.url}, events = ${parts.events}::text[], objects = ${parts.objects}::text[],
        user_id = ${parts.user}, active = ${parts.active}, paused = case when ${parts.active} then null else paused end,
        scopes = ${scopesJson(tx)}::jsonb
      where tenant_id = ${tx.tenant.id} and id = ${before.id}`);
    if (fresh) await beginAnew(tx, before.id);
    await note(tx, before.id, 'update', partsOf(before), parts);
    return findWebhook(tx, before.id);
  });
}

async function beginAnew(tx: Context, id: string): Promise<void> {
  await tx.query(sql`
    update webhook set failures = 0, failing_since = null, retry_at = null where tenant_id = ${tx.tenant.id} and id = ${id}`);
  await tx.query(sql`
    update webhook_delivery set next_at = ${tx.clock.now()} where tenant_id = ${tx.tenant.id} and webhook_id = ${id} and status = 'waiting'`);
  tx.afterCommit(() => tx.app.signal.committed(tx.tenant.id));
}

/** Ends a webhook; what waited is not sent any more. */
export async function deleteWebhook(ctx: Context, id: string): Promise<void> {
  const before = await findWebhook(ctx, id);
  await ctx.transaction(async (tx) => {
    await tx.query(sql`
      update webhook set deleted_at = ${tx.clock.now()}, active = false, secret = '', old_secret = null where tenant_id = ${tx.tenant.id} and id = ${before.id}`);
    await tx.query(
      sql`delete from webhook_delivery where tenant_id = ${tx.tenant.id} and webhook_id = ${before.id} and status = 'waiting'`,
    );
    await note(tx, before.id, 'delete', partsOf(before));
  });
}

/** A new secret. The old one signs as well for a day, so that the receiver can change over without losing anything. */
export async function renewWebhookSecret(ctx: Context, id: string): Promise<Webhook & { readonly secret: string }> {
  const before = await findWebhook(ctx, id);
  const { secret, sealed } = await newSealedSecret(ctx);
  return ctx.transaction(async (tx) => {
    await tx.query(sql`
      update webhook set old_secret = secret, old_until = ${new Date(tx.clock.now().getTime() + overlapMs)}, secret = ${sealed}
      where tenant_id = ${tx.tenant.id} and id = ${before.id}`);
    await audit(tx, { event: 'webhook.secretRenewed', record: before.id });
    return { ...(await findWebhook(tx, before.id)), secret };
  });
}

/** The secrets that sign now, the present one first. */
export async function openSecrets(
  ctx: Context,
  row: { readonly secret: string; readonly old_secret: string | null; readonly old_until: string | null },
): Promise<string[]> {
  const sealer = await ctx.app.vault.sealer(ctx.tenant.id);
  const isOld = row.old_secret !== null && row.old_until !== null && Date.parse(row.old_until) > ctx.clock.now().getTime();
  return [row.secret, ...(isOld ? [row.old_secret ?? ''] : [])].map((sealed) => sealer.open(...sealing, sealed));
}
