import { sql } from '@huanke/platform/database';
import { createTenant, createUser, demoCompany, demoPassword, demoPeople, setDemoPeople } from '@huanke/platform/identity';
import type { Application } from '@huanke/platform/module';
import { defineJob } from '@huanke/platform/module';

const company = '华泵科技';

async function existing(app: Application): Promise<number | undefined> {
  const [row] = await app.database.global((connection) =>
    connection.query<{ id: number }>(sql`select id from tenant where settings ? 'demo' order by id limit 1`),
  );
  return row?.id;
}

/**
 * The demo company with its people, who may sign in as soon as this returns; its records are loaded by a job (`queue`), or by the
 * caller. Where companies exist already and none is the demo, none is added: a real installation is not littered.
 */
export async function ensureDemo(app: Application, options: { queue: boolean }): Promise<number | undefined> {
  let tenant = await existing(app);
  if (tenant === undefined) {
    const [any] = await app.database.global((connection) => connection.query(sql`select id from tenant limit 1`));
    if (any && options.queue) return undefined;
    const [first, ...others] = [...demoPeople].sort((a, b) => Number(b.role === 'admin') - Number(a.role === 'admin'));
    if (!first) return undefined;
    ({ tenant } = await createTenant(app, { company, name: first.name, email: first.email, password: demoPassword }));
    for (const { name, email, role, title } of others) {
      await createUser(app, {
        tenant,
        name,
        email,
        password: demoPassword,
        roles: [role === 'seller' ? 'member' : role],
        values: { position: title },
      });
    }
    await setDemoPeople(app, tenant, demoPeople);
  }
  if (options.queue) await app.jobs.add('demo.load', { tenant }, { key: `demo:${tenant}` });
  return tenant;
}

/** The story: people, customers, deals and what happened with them. Taken up where it was left when it is interrupted. */
export async function loadDemo(
  app: Application,
  tenant: number,
  options: { size?: number; seed?: number; signal?: AbortSignal } = {},
): Promise<void> {
  // only where it is wanted: the texts of the story are large
  const { seedDemo } = await import('@huanke/sales/demo');
  await seedDemo({ app, tenant, ...options });
}

export const demoJob = defineJob<{ tenant: number; size?: number }>({
  name: 'demo.load',
  run: ({ app, signal }, { tenant, size }) => loadDemo(app, tenant, { signal, ...(size === undefined ? {} : { size }) }),
});

/** What the printed address can be entered with. */
export async function demoEntrances(app: Application): Promise<readonly { readonly title: string; readonly email: string }[]> {
  return (await demoCompany(app))?.people ?? [];
}
