import { X509Certificate } from 'node:crypto';
import { sql } from '../../database/sql.ts';
import { errors, fieldError, isId, label } from '../../kernel/index.ts';
import type { Application, Context } from '../../module/index.ts';
import { readLine } from '../input.ts';
import { findRoles } from '../role-store.ts';
import { globalQuery } from '../store.ts';

export type SsoKind = 'oidc' | 'saml';

/** What both kinds have: whose people come in by it, and what becomes of somebody not known yet. */
interface Common {
  /** E-mail domains of its people; none means any. The sign-in page finds the company by them. */
  readonly domains: readonly string[];
  readonly createUsers: boolean;
  /** For new people: a role (member by default) and a department. */
  readonly role: string | null;
  readonly department: string | null;
}

export interface OidcSettings extends Common {
  readonly issuer: string;
  readonly clientId: string;
}

export interface SamlSettings extends Common {
  /** Where browsers are sent. */
  readonly entryPoint: string;
  /** The provider's own name. */
  readonly entityId: string;
  /** PEM; public. */
  readonly certificate: string;
}

export interface Connection<S = OidcSettings | SamlSettings> {
  readonly kind: SsoKind;
  readonly enabled: boolean;
  readonly settings: S;
  readonly hasSecret: boolean;
}

export type SsoInput = Partial<Omit<OidcSettings & SamlSettings, 'domains'>> & {
  readonly enabled: boolean;
  readonly domains?: readonly string[];
  /** Absent keeps the one there is; it is never read back. */
  readonly secret?: string;
};

interface Row<S> {
  kind: SsoKind;
  enabled: boolean;
  settings: S;
  secret: string | null;
}

const columns = sql`kind, enabled, settings, secret`;

export async function listConnections(ctx: Context): Promise<Connection[]> {
  const rows = await ctx.query<Row<OidcSettings | SamlSettings>>(
    sql`select ${columns} from sso_connection where tenant_id = ${ctx.tenant.id} order by kind`,
  );
  return rows.map(({ secret, ...row }) => ({ ...row, hasSecret: secret !== null }));
}

/** A connection people may use, with its secret; before anybody is signed in. */
export async function usableConnection<S>(
  app: Application,
  tenant: number,
  kind: SsoKind,
): Promise<{ settings: S; secret: string | null } | undefined> {
  const [row] = await app.database.read(tenant, (connection) =>
    connection.query<Row<S>>(sql`
      select ${columns} from sso_connection c where c.tenant_id = ${tenant} and c.kind = ${kind} and c.enabled
        and exists (select from tenant t where t.id = ${tenant} and t.status = 'active')`),
  );
  if (!row) return undefined;
  const secret = row.secret === null ? null : (await app.vault.sealer(tenant)).open('sso', kind, row.secret);
  return { settings: row.settings, secret };
}

export async function saveConnection(ctx: Context, kind: SsoKind, input: SsoInput): Promise<Connection> {
  const { allowPrivate } = ctx.app.identity;
  const common = await readCommon(ctx, input);
  const settings = kind === 'oidc' ? readOidc(input, common, allowPrivate) : readSaml(input, common, allowPrivate);
  const secret = input.secret ? (await ctx.app.vault.sealer(ctx.tenant.id)).seal('sso', kind, input.secret) : null;
  await ctx.transaction(async (tx) => {
    const tenant = tx.tenant.id;
    await tx.query(sql`
      insert into sso_connection (tenant_id, kind, enabled, settings, secret)
      values (${tenant}, ${kind}, ${input.enabled}, ${JSON.stringify(settings)}::jsonb, ${secret})
      on conflict (tenant_id, kind) do update set enabled = excluded.enabled, settings = excluded.settings, secret = coalesce(excluded.secret, sso_connection.secret)`);
    await tx.query(sql`delete from sso_domain where tenant_id = ${tenant} and kind = ${kind}`);
    if (input.enabled)
      await tx.query(
        sql`insert into sso_domain (tenant_id, kind, domain) select ${tenant}, ${kind}, unnest(${[...common.domains]}::text[])`,
      );
  });
  const saved = (await listConnections(ctx)).find((one) => one.kind === kind);
  if (!saved) throw errors.NOT_FOUND();
  return saved;
}

export async function removeConnection(ctx: Context, kind: SsoKind): Promise<void> {
  await ctx.transaction(async (tx) => {
    for (const table of ['sso_connection', 'sso_identity', 'sso_domain'])
      await tx.query(sql`delete from ${sql.table(table)} where tenant_id = ${tx.tenant.id} and kind = ${kind}`);
  });
}

async function readCommon(ctx: Context, input: SsoInput): Promise<Common> {
  const domains = [...new Set((input.domains ?? []).map((domain) => domain.trim().toLowerCase().replace(/^@/, '')))];
  const wrong = domains.findIndex((domain) => !/^([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/.test(domain));
  if (wrong >= 0)
    throw fieldError('INVALID_VALUE', `domains[${wrong}]`, label('应为邮箱域名，例如 example.com', 'Must be a domain such as example.com'));
  const [role] = input.role ? await findRoles(ctx, ctx.tenant.id, [input.role], 'role') : [];
  // whoever comes in by themselves must not become a ruler
  if (role && (role.key === 'owner' || role.key === 'admin'))
    throw fieldError(
      'INVALID_VALUE',
      'role',
      label('新同事不能直接成为所有者或管理员', 'New people can not become owners or administrators'),
    );
  const department = input.department ?? null;
  const [known] = isId(department)
    ? await ctx.query(sql`select 1 from department where tenant_id = ${ctx.tenant.id} and id = ${department} and deleted_at is null`)
    : [];
  if (department !== null && !known) throw fieldError('LOOKUP_NOT_FOUND', 'department');
  return { domains, createUsers: input.createUsers ?? false, role: role?.id ?? null, department };
}

function readUrl(text: string | undefined, field: string, allowPrivate: boolean): string {
  const line = readLine(text ?? '', field, 500);
  const protocols = allowPrivate ? ['https:', 'http:'] : ['https:'];
  if (!URL.canParse(line) || !protocols.includes(new URL(line).protocol) || new URL(line).username !== '')
    throw fieldError('INVALID_VALUE', field, label('应为以 https:// 开头的地址', 'Must be an address that begins with https://'));
  return line;
}

function readOidc(input: SsoInput, common: Common, allowPrivate: boolean): OidcSettings {
  return { issuer: readUrl(input.issuer, 'issuer', allowPrivate), clientId: readLine(input.clientId ?? '', 'clientId', 300), ...common };
}

function readSaml(input: SsoInput, common: Common, allowPrivate: boolean): SamlSettings {
  const entryPoint = readUrl(input.entryPoint, 'entryPoint', allowPrivate);
  const entityId = readLine(input.entityId ?? '', 'entityId', 500);
  return { entryPoint, entityId, certificate: readCertificate(input.certificate ?? ''), ...common };
}

/** With or without its frame, as providers show it. */
function readCertificate(text: string): string {
  const body = text.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '');
  if (body === '') throw fieldError('REQUIRED', 'certificate', label('请粘贴证书', 'Paste the certificate'));
  const pem = `-----BEGIN CERTIFICATE-----\n${body.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`;
  try {
    return new X509Certificate(pem).toString();
  } catch {
    throw fieldError('INVALID_VALUE', 'certificate', label('不是有效的 X.509 证书', 'This is not a valid X.509 certificate'));
  }
}

export interface SsoEntrance {
  readonly tenant: number;
  readonly company: string;
  /** Its own service, or the name of a work platform. */
  readonly kind: SsoKind | (string & {});
}

const mostShown = 5;

/** Companies that let people with such an e-mail in by their own sign-in service. Says nothing about whether the person exists. */
export function entrancesFor(app: Application, by: { email: string } | { company: number }): Promise<SsoEntrance[]> {
  const domain = 'email' in by ? (by.email.toLowerCase().split('@')[1] ?? '') : '';
  if ('email' in by)
    return globalQuery<SsoEntrance>(
      app,
      sql`
      select t.id as tenant, t.name as company, d.kind from sso_domain d join tenant t on t.id = d.tenant_id and t.status = 'active'
      where d.domain = ${domain} order by t.id, d.kind limit ${mostShown}`,
    );
  const { company } = by;
  return app.database.read(company, (connection) =>
    connection.query<SsoEntrance>(sql`
      select t.id as tenant, t.name as company, c.kind from sso_connection c join tenant t on t.id = c.tenant_id and t.status = 'active'
      where c.tenant_id = ${company} and c.enabled
      union all
      select t.id, t.name, w.platform from work_app w join tenant t on t.id = w.tenant_id and t.status = 'active'
      where w.tenant_id = ${company} and w.sign_in order by kind`),
  );
}
