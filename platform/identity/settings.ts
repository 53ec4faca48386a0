import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { fieldError, isId, label } from '../kernel/index.ts';
import type { Context } from '../module/index.ts';
import { readLine } from './input.ts';
import { globalQuery } from './store.ts';
import { loadTenant, type TenantRow } from './tenant-info.ts';

export interface Settings {
  readonly name: string;
  /** A file id or a data URL. */
  readonly logo: string | null;
  readonly timeZone: string;
  readonly currency: string;
  readonly language: string;
  /** 0 Sunday … 6 Saturday. */
  readonly weekStart: number;
  readonly fiscalYearStart: number;
}

const largestLogo = 100 * 1024;

export function settingsOf(tenant: TenantRow): Settings {
  const { name, logo, timeZone, currency, language, weekStart, fiscalYearStart } = tenant;
  return { name, logo, timeZone, currency, language, weekStart, fiscalYearStart };
}

export async function readSettings(ctx: Context): Promise<Settings> {
  const tenant = await loadTenant(ctx.app, ctx.tenant.id);
  if (!tenant) throw new Error('the tenant of this request is not there');
  return settingsOf(tenant);
}

/** Changes the company's settings; every request after this one sees them. */
export async function saveSettings(ctx: Context, input: Partial<Settings>): Promise<Settings> {
  const old = await readSettings(ctx);
  const next: Settings = { ...old, ...input };
  const name = readLine(next.name, 'name', 100);
  if (input.timeZone !== undefined && !isTimeZone(next.timeZone))
    throw fieldError(
      'INVALID_VALUE',
      'timeZone',
      label('没有这个时区，例如 Asia/Shanghai', 'There is no such time zone; write Asia/Shanghai'),
    );
  if (input.currency !== undefined && !Intl.supportedValuesOf('currency').includes(next.currency))
    throw fieldError('INVALID_VALUE', 'currency', label('应为三位货币代码，例如 CNY', 'Must be a currency code such as CNY'));
  if (next.language !== 'zh-CN' && next.language !== 'en')
    throw fieldError('INVALID_VALUE', 'language', label('只支持 zh-CN 和 en', 'Must be zh-CN or en'));
  inRange('weekStart', next.weekStart, 0, 6);
  inRange('fiscalYearStart', next.fiscalYearStart, 1, 12);
  const logo = input.logo === undefined ? old.logo : await readLogo(ctx, input.logo);
  await ctx.transaction((tx) => auditSettings(tx, old, next));
  await globalQuery(
    ctx.app,
    sql`
    update tenant set name = ${name}, logo = ${logo}, time_zone = ${next.timeZone}, currency = ${next.currency}, language = ${next.language},
      week_start = ${next.weekStart}, fiscal_year_start = ${next.fiscalYearStart} where id = ${ctx.tenant.id}`,
  );
  return readSettings(ctx);
}

/** The logo is a picture: that it changed is enough. */
async function auditSettings(tx: Context, old: Settings, next: Settings): Promise<void> {
  const names = (Object.keys(next) as (keyof Settings)[]).filter((name) => next[name] !== old[name]);
  const changes = names.map((name) => (name === 'logo' ? { name } : { name, old: old[name], new: next[name] }));
  if (changes.length > 0) await audit(tx, { event: 'settings.changed', data: { changes } });
}

// Offsets are not zones: PostgreSQL reads "+08:00" with the opposite sign.
function isTimeZone(text: string): boolean {
  if (!/^(UTC|[A-Z][A-Za-z_]+(\/[A-Z][A-Za-z0-9_+-]+){1,2})$/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function inRange(field: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw fieldError('INVALID_VALUE', field, label(`应为 ${min} 到 ${max} 的整数`, `Must be a whole number from ${min} to ${max}`));
}

async function readLogo(ctx: Context, logo: string | null): Promise<string | null> {
  if (logo === null || logo === '') return null;
  const isFile: boolean = isId(logo);
  if (isFile) {
    const [file] = await ctx.query(sql`select 1 from file where tenant_id = ${ctx.tenant.id} and id = ${logo}`);
    if (!file) throw fieldError('LOOKUP_NOT_FOUND', 'logo', label('文件不存在，请重新上传', 'The file does not exist; upload it again'));
    return logo.toLowerCase();
  }
  if (!/^data:image\/(png|jpeg|webp|gif|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/.test(logo))
    throw fieldError('INVALID_VALUE', 'logo', label('应为图片', 'Must be a picture'));
  if (logo.length > largestLogo) throw fieldError('TOO_LONG', 'logo', label('图片最大 100 kB', 'The picture has at most 100 kB'));
  return logo;
}
