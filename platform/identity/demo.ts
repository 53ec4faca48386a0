import { sql } from '../database/sql.ts';
import { errors } from '../kernel/index.ts';
import type { Application } from '../module/index.ts';
import { globalQuery } from './store.ts';

/** One of the people a visitor may try the product as. */
export interface DemoPerson {
  readonly email: string;
  readonly name: string;
  /** Their position, as the sign-in page shows it. */
  readonly title: string;
  /** What the page asks to enter as: admin, manager, seller … unique within the company. */
  readonly role: string;
  readonly note?: string | null;
}

interface DemoCompany {
  readonly tenant: number;
  readonly company: string;
  readonly people: readonly DemoPerson[];
}

/** Marks a company as the demonstration: its people are offered without a password, and only while demonstrations are allowed. */
export async function setDemoPeople(app: Application, tenant: number, people: readonly DemoPerson[]): Promise<void> {
  await globalQuery(app, sql`update tenant set settings = settings || ${JSON.stringify({ demo: { people } })}::jsonb where id = ${tenant}`);
}

/** The company to try the product in, or undefined where there is none or it must not be offered. */
export async function demoCompany(app: Application): Promise<DemoCompany | undefined> {
  if (!app.identity.demo) return undefined;
  const [row] = await globalQuery<DemoCompany>(
    app,
    sql`
    select id as tenant, name as company, settings -> 'demo' -> 'people' as people from tenant
    where settings ? 'demo' and status = 'active' order by id limit 1`,
  );
  return row;
}

/** Who one becomes by one press. */
export async function demoEntrance(app: Application, role: string): Promise<{ person: string; tenant: number; user: string }> {
  const company = await demoCompany(app);
  const chosen = company?.people.find((person) => person.role === role);
  if (!company || !chosen) throw errors.NOT_FOUND();
  const [found] = await globalQuery<{ person: string; user: string }>(
    app,
    sql`
    select m.person_id as person, m.user_id as user from membership m join person p on p.id = m.person_id
    where m.tenant_id = ${company.tenant} and p.email = ${chosen.email} and m.active`,
  );
  if (!found) throw errors.NOT_FOUND();
  return { ...found, tenant: company.tenant };
}
