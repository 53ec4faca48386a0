import { sql } from '../database/sql.ts';
import type { Label } from '../kernel/index.ts';
import { type Context, systemUser } from '../module/index.ts';
import type { Known } from './plan.ts';

/** A package that is installed: table config_package. */
export interface Installed {
  readonly name: string;
  readonly version: string;
  readonly label: Label;
  readonly author: string | null;
  readonly requires: readonly string[];
  readonly items: Readonly<Record<string, Known>>;
  /** How items were before the package first touched them; not named here: the package made them. */
  readonly before: Readonly<Record<string, unknown>>;
  /** Its example records are there. */
  readonly demo: boolean;
  readonly installedAt: string;
}

const columns = sql`name, version, label, author, requires, items, before, demo, installed_at as "installedAt"`;

export function installedPackages(ctx: Context): Promise<Installed[]> {
  return ctx.query<Installed>(sql`select ${columns} from config_package where tenant_id = ${ctx.tenant.id} order by name`);
}

export async function installedPackage(ctx: Context, name: string): Promise<Installed | undefined> {
  const [row] = await ctx.query<Installed>(
    sql`select ${columns} from config_package where tenant_id = ${ctx.tenant.id} and name = ${name}`,
  );
  return row;
}

export async function rememberPackage(ctx: Context, entry: Omit<Installed, 'installedAt' | 'demo'>): Promise<void> {
  const by = ctx.user.id === systemUser.id ? null : ctx.user.id;
  const { name, version, label, author, requires, items, before } = entry;
  await ctx.query(sql`
    insert into config_package (tenant_id, name, version, label, author, requires, items, before, installed_at, installed_by)
    values (${ctx.tenant.id}, ${name}, ${version}, ${JSON.stringify(label)}::jsonb, ${author}, ${requires}::text[], ${JSON.stringify(items)}::jsonb,
      ${JSON.stringify(before)}::jsonb, ${ctx.clock.now()}, ${by})
    on conflict (tenant_id, name) do update set version = excluded.version, label = excluded.label, author = excluded.author, requires = excluded.requires,
      items = excluded.items, before = excluded.before, installed_at = excluded.installed_at, installed_by = excluded.installed_by`);
}
