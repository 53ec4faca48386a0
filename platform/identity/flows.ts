import { sql } from '../database/sql.ts';
import type { Application } from '../module/index.ts';
import { globalQuery } from './store.ts';
import { hashToken, newToken } from './tokens.ts';

/**
 * A sign-in that is not done yet: the password was right and a code is missing; a passkey was asked for; somebody is at their company's
 * provider, at their work platform, or at the service of their mailbox.
 */
export type FlowKind = 'code' | 'enrol' | 'passkey' | 'newPasskey' | 'oidc' | 'saml' | 'samlDone' | 'mailbox' | 'workApp' | 'workAppLink';

export interface Flow<D = Readonly<Record<string, unknown>>> {
  readonly kind: FlowKind;
  readonly person: string | null;
  readonly tenant: number | null;
  readonly user: string | null;
  readonly data: D;
}

const lifetimeMs = 10 * 60_000;
const columns = sql`kind, person_id as person, tenant_id as tenant, user_id as "user", data`;

/** Keeps the state of a sign-in under its token for ten minutes. The token opens nothing but the next step. */
export async function openFlow(
  app: Application,
  flow: { kind: FlowKind; person?: string; tenant?: number; user?: string; data?: Readonly<Record<string, unknown>> },
  token = newToken(),
): Promise<string> {
  const { kind, person = null, tenant = null, user = null, data = {} } = flow;
  const expires = new Date(app.clock.now().getTime() + lifetimeMs);
  await globalQuery(
    app,
    sql`
    insert into sign_in_flow (token_hash, kind, person_id, tenant_id, user_id, data, expires_at)
    values (${hashToken(token)}, ${kind}, ${person}, ${tenant}, ${user}, ${JSON.stringify(data)}::jsonb, ${expires})`,
  );
  return token;
}

/** The state behind a token, which stays. */
export async function peekFlow<D>(app: Application, token: string, kinds: readonly FlowKind[]): Promise<Flow<D> | undefined> {
  const hash = hashToken(token);
  if (!hash) return undefined;
  const [flow] = await globalQuery<Flow<D>>(
    app,
    sql`select ${columns} from sign_in_flow where token_hash = ${hash} and kind = any(${kinds}) and expires_at > ${app.clock.now()}`,
  );
  return flow;
}

/** The state behind a token, which is used up. */
export async function takeFlow<D>(app: Application, token: string, kinds: readonly FlowKind[]): Promise<Flow<D> | undefined> {
  const hash = hashToken(token);
  if (!hash) return undefined;
  const [flow] = await globalQuery<Flow<D>>(
    app,
    sql`delete from sign_in_flow where token_hash = ${hash} and kind = any(${kinds}) and expires_at > ${app.clock.now()} returning ${columns}`,
  );
  return flow;
}
