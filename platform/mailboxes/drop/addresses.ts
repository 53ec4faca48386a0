import { createHash, randomBytes } from 'node:crypto';
import { audit } from '../../audit/index.ts';
import { sql } from '../../database/sql.ts';
import { errors } from '../../kernel/index.ts';
import type { Context } from '../../module/index.ts';
import type {} from '../../storage/vault.ts';
import { dropAddress } from './store.ts';

const sealing = ['mailDrop', 'token'] as const;
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** 80 random bits in letters that survive programs which write addresses in small letters. */
const newToken = () => [...randomBytes(16)].map((byte) => 'abcdefghijkmnpqrstuvwxyz23456789'[byte & 31]).join('');

const withToken = (address: string, token: string) => address.replace('@', `+${token}@`);

export interface OwnAddress {
  /** Whether the company has a drop mailbox. */
  readonly available: boolean;
  /** Null before the caller has asked for one. */
  readonly address: string | null;
}

/** The caller's own address for copies of letters. */
export async function ownAddress(ctx: Context): Promise<OwnAddress> {
  const drop = await dropAddress(ctx);
  if (!drop) return { available: false, address: null };
  const [row] = await ctx.query<{ token: string }>(sql`
    select token from mail_drop_address where tenant_id = ${ctx.tenant.id} and user_id = ${ctx.user.id}::uuid`);
  if (!row) return { available: true, address: null };
  const token = (await ctx.app.vault.sealer(ctx.tenant.id)).open(...sealing, row.token);
  return { available: true, address: withToken(drop, token) };
}

/** A new address for the caller; the one there was before ends. @throws NOT_FOUND where the company has no drop mailbox */
export async function makeAddress(ctx: Context): Promise<OwnAddress> {
  if (!(await dropAddress(ctx))) throw errors.NOT_FOUND();
  const token = newToken();
  await ctx.transaction(async (tx) => {
    const sealed = (await tx.app.vault.sealer(tx.tenant.id)).seal(...sealing, token);
    await tx.query(sql`
      insert into mail_drop_address (tenant_id, user_id, token_hash, token, created_at)
      values (${tx.tenant.id}, ${tx.user.id}::uuid, ${hashOf(token)}, ${sealed}, ${tx.clock.now()})
      on conflict (tenant_id, user_id) do update set token_hash = excluded.token_hash, token = excluded.token, created_at = excluded.created_at`);
    await audit(tx, { event: 'mailDrop.renewed', object: 'user', record: tx.user.id });
  });
  return ownAddress(ctx);
}

/** Whose one of these addresses of the drop mailbox is; undefined of none. */
export async function ownerAmong(ctx: Context, tokens: readonly string[]): Promise<string | undefined> {
  const [row] = await ctx.query<{ user: string }>(sql`
    select user_id as user from mail_drop_address where tenant_id = ${ctx.tenant.id} and token_hash = any(${tokens.map(hashOf)}::text[]) limit 1`);
  return row?.user;
}
