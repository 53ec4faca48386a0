import { type Sql, sql } from '../database/sql.ts';
import type { Application, TenantInfo } from '../module/index.ts';
import { globalQuery } from './store.ts';

export type TenantStatus = 'creating' | 'active' | 'suspended' | 'erasing';

/** A row of table `tenant` as sign-in needs it. */
export interface TenantRow extends TenantInfo {
  readonly logo: string | null;
  readonly status: TenantStatus;
  /** Its people may be entered without a password, and only while demonstrations are allowed. */
  readonly demo: boolean;
  /** Requests a minute: what the company has set of it. */
  readonly rateLimits: RateLimits;
}

/** Requests a minute that one key of a program and one signed-in person may have. */
export interface RateLimits {
  readonly credential: number;
  readonly user: number;
}

/** A script that runs wild is stopped; nobody who works with the pages gets near. */
export const defaultRateLimits: RateLimits = { credential: 6000, user: 150_000 };

interface Raw {
  id: number;
  name: string;
  logo: string | null;
  time_zone: string;
  currency: string;
  language: string;
  week_start: number;
  fiscal_year_start: number;
  status: TenantStatus;
  metadata_version: number;
  access_version: number;
  demo: boolean;
  sandbox_of: number | null;
  rate_limits: Partial<RateLimits> | null;
}

export const tenantColumns = `t.id, t.name, t.logo, t.time_zone, t.currency, t.language, t.week_start, t.fiscal_year_start, t.status,
  t.metadata_version, t.access_version, t.settings ? 'demo' as demo, (t.settings ->> 'sandboxOf')::int as sandbox_of, t.settings -> 'rateLimits' as rate_limits`;

export function readTenant(raw: Raw): TenantRow {
  return {
    id: raw.id,
    name: raw.name,
    logo: raw.logo,
    timeZone: raw.time_zone,
    currency: raw.currency,
    language: raw.language === 'en' ? 'en' : 'zh-CN',
    weekStart: raw.week_start,
    fiscalYearStart: raw.fiscal_year_start,
    status: raw.status,
    metadataVersion: raw.metadata_version,
    accessVersion: raw.access_version,
    demo: raw.demo,
    rateLimits: { ...defaultRateLimits, ...raw.rate_limits },
    ...(raw.sandbox_of === null ? {} : { sandboxOf: raw.sandbox_of }),
  };
}

export type RawTenant = Raw;

export async function loadTenant(app: Pick<Application, 'database'>, id: number): Promise<TenantRow | undefined> {
  const [raw] = await globalQuery<Raw>(app, sql`select ${sql.raw(tenantColumns)} from tenant t where t.id = ${id}`);
  return raw && readTenant(raw);
}

/** To stand in the transaction of whatever changes people, departments or roles: rights cached before are not used after it. */
export function raiseAccessVersion(tenant: number): Sql {
  return sql`update tenant set access_version = access_version + 1 where id = ${tenant}`;
}
