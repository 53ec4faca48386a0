import pg from 'pg';
import { benchAggregates, benchLists, benchSearch } from './cases.ts';
import type { Dataset } from './dataset.ts';
import type { Figures } from './measure.ts';
import type { Caller } from './server.ts';

const people = 5000;
const rules = 200;
const teamRows = 300_000;
/** Below the company: so many departments in each, level by level; 2 + 4 + … + 64 in six levels. */
const levels = 6;

const tables = ['department', 'app_user', 'user_role', 'record_share', 'share_holder', 'meta_part'];

/** The measured company and its plain member. */
interface Measured {
  readonly tenant: number;
  readonly seller: string;
}

/**
 * Gives the measured company what a large one has: 5,000 more people in a tree of six levels, 200 sharing rules, 300,000 members of teams, of whom
 * the measured people are some. Once; the other cases then run with it, too.
 */
export async function shareWidely(ownerUrl: string, { tenant, seller }: Measured, say: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ source: string }>('select distinct source from record_share where tenant_id = $1', [tenant]);
    const there = new Set(rows.map(({ source }) => source));
    if (there.has('team') && there.has('rule')) return;
    const began = performance.now();
    for (const table of tables) await client.query(`alter table ${table} no force row level security`);
    await client.query('begin');
    if (!there.has('team')) {
      await addPeople(client, tenant);
      await addTeams(client, tenant);
    }
    await addRules(client, tenant, seller);
    await noteHolders(client, tenant);
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
}

async function noteHolders(client: pg.Client, tenant: number): Promise<void> {
  await client.query(
    'insert into share_holder (tenant_id, principal, object) select distinct tenant_id, principal, object from record_share where tenant_id = $1 on conflict do nothing',
    [tenant],
  );
}

/** What a rule by filter takes in: some hundred accounts of one size, or proposals that are to be closed on one day. */
const filtered = {
  account: {
    filter: (n: number) => ({ field: 'employees', op: 'eq', value: 600 + n }),
    rows: (n: number) => `employees = ${600 + n}`,
  },
  opportunity: {
    filter: (n: number) => ({
      and: [
        { field: 'stage', op: 'eq', value: 'proposal' },
        { field: 'closeOn', op: 'eq', value: dayAt(n) },
      ],
    }),
    rows: (n: number) => `stage = 'proposal' and close_on = '${dayAt(n)}'`,
  },
} as const;
const dayAt = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);

/** Half by owner, from one department to another; half by filter, to a department. The measured member's has one by filter of each object. */
async function addRules(client: pg.Client, tenant: number, seller: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select id from department where tenant_id = $1 and name like '共享${levels}级%' order by id`,
    [tenant],
  );
  const own = await client.query<{ department: string }>('select department from app_user where tenant_id = $1 and id = $2', [
    tenant,
    seller,
  ]);
  const department = (index: number) => ({ kind: 'department', id: rows[index % rows.length]?.id });
  await client.query(`delete from meta_part where tenant_id = $1 and kind = 'sharingRule' and name like 'bench%'`, [tenant]);
  for (let index = 0; index < rules; index += 1) {
    const object = index % 4 < 2 ? 'account' : 'opportunity';
    const name = `bench${index}`;
    const by = index % 2 === 0 ? 'owner' : 'filter';
    const to = index === 1 || index === 3 ? { kind: 'department', id: own.rows[0]?.department } : department(index + 7);
    const what = by === 'owner' ? { from: [department(index)] } : { from: [], filter: filtered[object].filter(index) };
    const definition = { label: { zh: name, en: name }, active: true, by, ...what, to: [to], level: 'read' };
    await client.query(
      `insert into meta_part (tenant_id, kind, object, name, definition, position) values ($1, 'sharingRule', $2, $3, $4, $5)`,
      [tenant, object, name, JSON.stringify(definition), index],
    );
    if (by === 'filter')
      await client.query(
        `insert into record_share (tenant_id, record_id, source, source_id, principal, kind, object, level, at)
         select $1, id, 'rule', $2, $3, 'department', $4, 'read', now() from ${object}
         where tenant_id = $1 and deleted_at is null and ${filtered[object].rows(index)}`,
        [tenant, name, to.id, object],
      );
  }
}

const worst = (figures: readonly Figures[], who: string) =>
  Math.max(...figures.filter((row) => row.name.includes(` ${who}`)).map((row) => row.p95));
const quotient = (member: number, admin: number) => Math.round((member / admin) * 100) / 100;

/** Of every case the member's p95 by the administrator's. */
function ratiosOf(figures: readonly Figures[]): Record<string, number> {
  const pairs = figures.flatMap((row) => {
    const other = figures.find(({ name }) => name === row.name.replace(' seller', ' admin'));
    return row.name.includes(' seller') && other ? [[row.name.replace(' seller', ''), quotient(row.p95, other.p95)] as const] : [];
  });
  return Object.fromEntries(pairs);
}

/** How long it takes, in milliseconds, until a manager's lists follow when one of their people goes to another department, and comes back. */
async function benchMove(callers: readonly Caller[], data: Dataset): Promise<Record<string, number>> {
  const [admin, manager] = ['admin', 'manager'].map((who) => callers.find(({ name }) => name === who));
  if (!admin || !manager) return {};
  const path = `/api/v1/records/user/${data.people.seller.user}`;
  const before = JSON.parse((await admin.send('GET', path)).text) as { department: { id: string } | null; manager: { id: string } | null };
  const { department } = JSON.parse((await admin.send('GET', `/api/v1/records/user/${data.people.admin.user}`)).text) as typeof before;
  const theirs = { fields: ['id'], filter: { field: 'owner', op: 'eq', value: data.people.seller.user }, limit: 1 };
  const move = async (to: typeof before, seen: boolean): Promise<number> => {
    const began = performance.now();
    const moved = await admin.send('PATCH', path, { department: to.department?.id ?? null, manager: to.manager?.id ?? null });
    if (moved.status !== 200) throw new Error(moved.text);
    for (;;) {
      const { records } = JSON.parse((await manager.send('POST', '/api/v1/records/account/query', theirs)).text) as { records: unknown[] };
      if (records.length > 0 === seen) return Math.round(performance.now() - began);
      await new Promise((wake) => setTimeout(wake, 20));
    }
  };
  const gone = await move({ department, manager: null }, false);
  return { gone, back: await move(before, true) };
}

/** Lists, aggregates and search as a plain member beside the administrator; then how fast a change of department is seen. */
export async function benchAccess(
  callers: readonly Caller[],
  data: Dataset,
  load: { readonly clients: number; readonly count: number; readonly seconds: number },
): Promise<{ figures: Figures[]; notes: Record<string, unknown> }> {
  const two = callers.filter(({ name }) => name === 'seller' || name === 'admin');
  const parts = {
    list: await benchLists(two, load),
    aggregate: await benchAggregates(two, load),
    search: await benchSearch(two, load),
  };
  const ratios = Object.entries(parts).map(([what, figures]) => {
    const [member, admin] = [worst(figures, 'seller'), worst(figures, 'admin')];
    return [what, { member, admin, ratio: quotient(member, admin), cases: ratiosOf(figures) }];
  });
  const notes = {
    ...Object.fromEntries(ratios),
    departmentMs: await benchMove(callers, data),
    target: 'member ≤ 1.5 × admin; department < 2000 ms',
  };
  return { figures: Object.values(parts).flat(), notes };
}
