import { narrowAccess } from '../access/index.ts';
import { prepared, sql } from '../database/sql.ts';
import type { Credential } from '../http/request.ts';
import { type Member, type RawTenant, readTenant, type TenantRow, tenantColumns } from '../identity/index.ts';
import { wrongNetwork } from '../identity/networks.ts';
import type { Access, Application } from '../module/index.ts';
import { readSecret } from './secret.ts';

/** Who stands behind a token, with rights as far as its scopes go. */
export interface BearerCaller extends Member {
  readonly tenant: TenantRow;
  readonly credential: Credential;
}

interface Row extends RawTenant {
  token_id: string;
  app_id: string | null;
  user_id: string;
  token_name: string;
  scopes: string[];
  app_scopes: string[] | null;
  expires_at: string | null;
  last_used_at: string | null;
}

/** Use is written down at most this often. */
const touchMs = 60_000;

const narrowed = new WeakMap<Access, Map<string, Access>>();

/** One narrowed access per person's rights and scopes: what others keep by it stays good from request to request. */
function narrow(access: Access, scopes: readonly string[]): Access {
  const known = narrowed.get(access) ?? new Map<string, Access>();
  narrowed.set(access, known);
  const key = scopes.join(' ');
  const found = known.get(key) ?? narrowAccess(access, scopes);
  known.set(key, found);
  return found;
}

/** The person or app behind `Authorization: Bearer …`; undefined when it has ended, or its person or company is switched off. */
export async function resolveBearer(app: Application, secret: string, address: string): Promise<BearerCaller | undefined> {
  const read = readSecret(secret);
  if (!read || read.kind === 'sec') return undefined;
  const [row] = await app.database.read(read.tenant, (connection) =>
    connection.query<Row>(
      prepared(sql`
      select k.id as token_id, k.app_id, k.user_id, k.name as token_name, k.scopes, a.scopes as app_scopes, k.expires_at, k.last_used_at, ${sql.raw(tenantColumns)}
      from api_token k join tenant t on t.id = k.tenant_id left join api_app a on a.tenant_id = k.tenant_id and a.id = k.app_id
      where k.tenant_id = ${read.tenant} and k.token_hash = ${read.hash} and k.revoked_at is null`),
    ),
  );
  const now = app.clock.now().getTime();
  if (!row || (row.expires_at !== null && Date.parse(row.expires_at) <= now)) return undefined;
  const tenant = readTenant(row);
  if (tenant.status !== 'active' || (tenant.demo && !app.identity.demo)) return undefined;
  const member = await app.identity.member(tenant, row.user_id);
  if (!member?.person.active) return undefined;
  if (member.fromHere && !member.fromHere(address)) throw wrongNetwork(address);
  if (row.last_used_at === null || now - Date.parse(row.last_used_at) > touchMs) await touch(app, row);
  const access = narrow(member.access, row.scopes);
  return {
    ...member,
    tenant,
    access: row.app_scopes ? narrow(access, row.app_scopes) : access,
    credential: {
      kind: row.app_id ? 'app' : 'token',
      id: row.app_id ?? row.token_id,
      name: row.token_name,
      scopes: row.scopes,
      expiresAt: row.expires_at,
    },
  };
}

async function touch(app: Application, row: Row): Promise<void> {
  const now = app.clock.now();
  await app.database.write(row.id, async (transaction) => {
    await transaction.query(sql`update api_token set last_used_at = ${now} where tenant_id = ${row.id} and id = ${row.token_id}`);
    if (row.app_id)
      await transaction.query(sql`update api_app set last_used_at = ${now} where tenant_id = ${row.id} and id = ${row.app_id}`);
  });
}
