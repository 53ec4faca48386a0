import { timingSafeEqual } from 'node:crypto';
import { sql } from '../database/sql.ts';
import { newId } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';
import { readClientId } from './apps.ts';
import { hashSecret, hintOf, newSecret } from './secret.ts';

/** How long a token got by client credentials works. */
export const accessTokenSeconds = 3600;
/** An app that asks for a token on every call is slowed down by this, not by a full table. */
const mostLive = 100;

/** The refusals of RFC 6749 section 5.2: their own form, not problem+json. */
export class OAuthError extends Error {
  readonly code: 'invalid_request' | 'invalid_client' | 'invalid_scope' | 'unsupported_grant_type' | 'slow_down';
  readonly status: number;

  constructor(code: OAuthError['code'], description: string) {
    super(description);
    this.code = code;
    this.status = code === 'invalid_client' ? 401 : code === 'slow_down' ? 429 : 400;
  }
}

export interface TokenRequest {
  readonly grantType: string | undefined;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  readonly scope: string | undefined;
}

export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
}

interface AppRow {
  readonly id: string;
  readonly name: string;
  readonly user_id: string;
  readonly scopes: readonly string[];
  readonly secret_hash: Buffer;
  readonly live: number;
}

/** `POST /oauth/token`, grant client_credentials: a short-lived token for an app that shows its secret. */
export async function grantToken(app: Application, request: TokenRequest): Promise<TokenAnswer> {
  if (!request.grantType) throw new OAuthError('invalid_request', 'grant_type is missing');
  if (request.grantType !== 'client_credentials') throw new OAuthError('unsupported_grant_type', 'Only client_credentials is supported');
  const client = await findClient(app, request);
  const wanted = request.scope?.split(' ').filter(Boolean) ?? [];
  const scopes = wanted.length === 0 ? client.scopes : wanted;
  if (scopes.some((scope) => !client.scopes.includes(scope) && !client.scopes.includes('*')))
    throw new OAuthError('invalid_scope', 'The app does not have this scope');
  if (client.live >= mostLive) throw new OAuthError('slow_down', 'Use a token until it expires instead of asking for one each time');
  const token = newSecret('oat', client.tenant);
  const now = app.clock.now();
  await app.database.write(client.tenant, async (transaction) => {
    await transaction.query(sql`
      insert into api_token (tenant_id, id, token_hash, app_id, user_id, name, hint, scopes, created_at, expires_at)
      values (${client.tenant}, ${newId()}, ${hashSecret(token)}, ${client.id}, ${client.user_id}, ${client.name}, ${hintOf(token)}, ${scopes}::text[], ${now}, ${new Date(now.getTime() + accessTokenSeconds * 1000)})`);
    await transaction.query(sql`update api_app set last_used_at = ${now} where tenant_id = ${client.tenant} and id = ${client.id}`);
  });
  return { access_token: token, token_type: 'Bearer', expires_in: accessTokenSeconds, scope: scopes.join(' ') };
}

/** The app behind id and secret; who has one of them wrong does not learn which. */
async function findClient(app: Application, { clientId, clientSecret }: TokenRequest): Promise<AppRow & { readonly tenant: number }> {
  const wrong = new OAuthError('invalid_client', 'Client id or secret is wrong');
  const place = readClientId(clientId ?? '');
  if (!place || !clientSecret) throw wrong;
  const [row] = await app.database.read(place.tenant, (connection) =>
    connection.query<AppRow>(sql`
      select a.id, a.name, a.user_id, a.scopes, a.secret_hash,
        (select count(*)::int from api_token k where k.tenant_id = a.tenant_id and k.app_id = a.id and k.expires_at > ${app.clock.now()}) as live
      from api_app a join tenant t on t.id = a.tenant_id and t.status = 'active'
      where a.tenant_id = ${place.tenant} and a.id = ${place.id} and a.revoked_at is null`),
  );
  if (!row || !timingSafeEqual(row.secret_hash, hashSecret(clientSecret))) throw wrong;
  return { ...row, tenant: place.tenant };
}
