import pg from 'pg';
import { benchAggregates, benchLists, benchSearch } from './cases.ts';
import type { Figures } from './measure.ts';
import type { Caller } from './server.ts';

const people = 5000;
const rules = 200;
const teamRows = 300_000;
/** Below the company: so many departments in each, level by level; 2 + 4 + … + 64 in six levels. */
const levels = 6;

const tables = ['department', 'app_user', 'user_role', 'record_share', 'share_holder', 'meta_part'];

/**
 * Gives the measured company what a large one has: 5,000 more people in a tree of six levels, 200 sharing rules, 300,000 members of teams, of whom
 * the measured people are some. Once; the other cases then run with it, too.
 */
export async function shareWidely(ownerUrl: string, tenant: number, say: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query('select from share_holder where tenant_id = $1 limit 1', [tenant]);
    if (rows.length > 0) return;
    const began = performance.now();
    for (const table of tables) await client.query(`alter table ${table} no force row level security`);
    await client.query('begin');
    await addPeople(client, tenant);
    await addTeams(client, tenant);
    await addRules(client, tenant);
    await client.query('update tenant set metadata_version = metadata_version + 1, access_version = access_version + 1 where id = $1', [
      tenant,
    ]);
    await client.query('commit');
    for (const table of tables) await client.query(`alter table ${table} force row level security`);
    await client.query('vacuum analyze record_share, share_holder, app_user, department');
    say(`${people} people, ${rules} rules and ${teamRows} members of teams added in ${Math.round((performance.now() - began) / 1000)} s`);
  } finally {
    await client.end();
  }
}

const system = '$1, gen_random_uuid(), 1, now(), now()';
const columns = 'tenant_id, id, version, created_at, updated_at';

async function addPeople(client: pg.Client, tenant: number): Promise<void> {
  const root = `select id from department where tenant_id = $1 and parent is null order by id limit 1`;
  await client.query(
    `insert into department (${columns}, name, parent) select ${system}, '共享1级' || g, (${root}) from generate_series(1, 2) g`,
    [tenant],
  );
  for (let level = 2; level <= levels; level += 1) {
    await client.query(
      `insert into department (${columns}, name, parent)
       select ${system}, '共享${level}级' || d.name || g, d.id from department d, generate_series(1, 2) g
       where d.tenant_id = $1 and d.name like '共享${level - 1}级%'`,
      [tenant],
    );
  }
  await client.query(
    `with place as (select id, row_number() over (order by id) - 1 as n, count(*) over () as all_of from department where tenant_id = $1 and name like '共享%')
     insert into app_user (${columns}, name, department, active)
     select ${system}, '同事' || g, place.id, true from generate_series(1, ${people}) g join place on place.n = g % place.all_of`,
    [tenant],
  );
  await client.query(
    `insert into user_role (tenant_id, user_id, role_id)
     select $1, u.id, r.id from app_user u join role r on r.tenant_id = $1 and r.key = 'member' where u.tenant_id = $1 and u.name like '同事%'`,
    [tenant],
  );
}

/** Everybody is in the teams of some accounts and deals, the people whose sight is measured as well. */
async function addTeams(client: pg.Client, tenant: number): Promise<void> {
  for (const object of ['account', 'opportunity']) {
    await client.query(
      `with who as (select id, row_number() over (order by id) - 1 as n, count(*) over () as all_of from app_user where tenant_id = $1 and active),
        what as (select id, row_number() over (order by id) as n from (select id from ${object} where tenant_id = $1 and deleted_at is null limit ${teamRows / 2}) x)
       insert into record_share (tenant_id, record_id, source, principal, kind, object, level, role, at)
       select $1, what.id, 'team', who.id, 'user', '${object}', case when what.n % 2 = 0 then 'edit' else 'read' end, 'presales', now()
       from what join who on who.n = what.n % who.all_of`,
      [tenant],
    );
  }
  await client.query(
    'insert into share_holder (tenant_id, principal, object) select distinct tenant_id, principal, object from record_share where tenant_id = $1',
    [tenant],
  );
}

/** Half by owner, from one department to another; half by filter, of one region to a department. */
async function addRules(client: pg.Client, tenant: number): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select id from department where tenant_id = $1 and name like '共享${levels}级%' order by id`,
    [tenant],
  );
  const department = (index: number) => ({ kind: 'department', id: rows[index % rows.length]?.id });
  for (let index = 0; index < rules; index += 1) {
    const object = index % 4 < 2 ? 'account' : 'opportunity';
    const name = `bench${index}`;
    const definition = {
      label: { zh: name, en: name },
      active: true,
      by: index % 2 === 0 ? 'owner' : 'filter',
      from: index % 2 === 0 ? [department(index)] : [],
      ...(index % 2 === 0 ? {} : { filter: { field: 'externalId', op: 'eq', value: `never${index}` } }),
      to: [department(index + 7)],
      level: 'read',
    };
    await client.query(
      `insert into meta_part (tenant_id, kind, object, name, definition, position) values ($1, 'sharingRule', $2, $3, $4, $5)`,
      [tenant, object, name, JSON.stringify(definition), index],
    );
  }
}

const p95 = (figures: readonly Figures[], who: string) =>
  Math.max(...figures.filter((row) => row.name.includes(` ${who}`)).map((row) => row.p95));

/** Lists, aggregates and search as a plain member beside the administrator. */
export async function benchAccess(
  callers: readonly Caller[],
  load: { readonly clients: number; readonly count: number; readonly seconds: number },
): Promise<{ figures: Figures[]; notes: Record<string, unknown> }> {
  const two = callers.filter(({ name }) => name === 'seller' || name === 'admin');
  const parts = {
    list: await benchLists(two, load),
    aggregate: await benchAggregates(two, load),
    search: await benchSearch(two, load),
  };
  const ratios = Object.entries(parts).map(([what, figures]) => {
    const ratio = p95(figures, 'seller') / p95(figures, 'admin');
    return [what, { member: p95(figures, 'seller'), admin: p95(figures, 'admin'), ratio: Math.round(ratio * 100) / 100 }];
  });
  return { figures: Object.values(parts).flat(), notes: { ...Object.fromEntries(ratios), target: 'member ≤ 1.5 × admin, worst p95 each' } };
}
