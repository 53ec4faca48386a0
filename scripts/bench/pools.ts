import { createHash, randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import { withClient } from '../../platform/database/index.ts';
import { newId } from '../../platform/kernel/index.ts';
import { onFreshServer } from './fresh.ts';
import { type Figures, figuresOf } from './measure.ts';
import { benchPassword, createOrganisation } from './people.ts';
import type { Caller } from './server.ts';

const memberCount = 200;
const leadCount = 1000;
/** Each member claims so often before, in rounds: connections, plans, rights and compiled code are there, as they are on a working day. */
const warmRounds = 3;
const warmCount = warmRounds * memberCount;
/** Each member asks once in this time, whether or not the answer before has come. */
const everyMs = 1000;
const seconds = 12;

interface Claim {
  /** Second of the measure in which it was sent. */
  readonly second: number;
  readonly ms: number;
  readonly status: number;
  readonly code: string;
  /** It is the caller's by this claim, not by one before. */
  readonly claimed: boolean;
}

/** Cookies of so many sellers who are signed in. */
async function sessions(client: pg.Client, tenant: number, users: readonly string[]): Promise<string[]> {
  const cookies: string[] = [];
  for (const user of users) {
    const person = newId();
    await client.query('insert into person (id, email, name) values ($1, $2, $3) on conflict do nothing', [
      person,
      `${user}@bench.local`,
      '销售',
    ]);
    await client.query('insert into membership (person_id, tenant_id, user_id, active) values ($1, $2, $3, true) on conflict do nothing', [
      person,
      tenant,
      user,
    ]);
    const token = randomBytes(32).toString('base64url');
    await client.query(
      `insert into session (token_hash, id, person_id, tenant_id, user_id, device, address, via, created_at, last_seen_at, expires_at)
       values ($1, $2, $3, $4, $5, 'bench', '127.0.0.1', 'password', now(), now(), now() + interval '1 day')`,
      [createHash('sha256').update(token).digest(), newId(), person, tenant, user],
    );
    cookies.push(token);
  }
  return cookies;
}

/**
 * SP-2: 200 members each claim once a second out of 1,000 leads, some two of whom go for the same one at any moment. Every lead must have one
 * owner in the end, and as many events be written as there were claims.
 */
export async function benchPools(): Promise<{ figures: Figures[]; notes: Record<string, unknown> }> {
  return onFreshServer('pools', async (server, url) => {
    const { tenant, tokens } = await withClient(url, async (client) => {
      const organisation = await createOrganisation(client, '公海压测公司', Date.now());
      const users = organisation.sellers.slice(1, memberCount + 1);
      return { tenant: organisation.tenant, tokens: await sessions(client, organisation.tenant, users) };
    });
    const admin = await server.signIn('admin', 'admin@bench.huanke.local', benchPassword);
    const { items: roles } = JSON.parse((await admin.send('GET', '/api/v1/roles')).text) as { items: { id: string; key: string }[] };
    const role = roles.find(({ key }) => key === 'member')?.id;
    const made = await admin.send('POST', '/api/v1/pools', {
      name: '压测公海',
      object: 'lead',
      dailyLimit: 100_000,
      holdingLimit: 1_000_000,
      members: [{ kind: 'role', id: role }],
    });
    const pool = (JSON.parse(made.text) as { id: string }).id;
    const leads = await withClient(url, async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `insert into lead (tenant_id, id, name, phone, pool, home_pool, created_at, updated_at)
         select $1, gen_random_uuid(), '线索' || n, '139' || (10000000 + n), $2, $2, now(), now() from generate_series(1, $3) n returning id`,
        [tenant, pool, leadCount + warmCount],
      );
      await client.query('analyze');
      return rows.map(({ id }) => id);
    });
    const cookie = admin.cookie.split('=')[0] ?? '';
    const callers = tokens.map((token, at) => server.as(`seller ${at}`, `${cookie}=${token}`));
    const warm = leads.splice(leadCount);
    const before: Claim[] = [];
    for (let round = 0; round < warmRounds; round += 1)
      before.push(...(await Promise.all(callers.map((caller, at) => claim(caller, warm[round * memberCount + at] ?? '')))));
    await setTimeout(2000);
    const claims = await claimAll(callers, leads);
    const check = await withClient(url, async (client) => {
      const { rows } = await client.query<{ owned: number; claims: number; events: number; left: number }>(
        `select (select count(*)::int from lead where tenant_id = $1 and owner is not null and pool is null) as owned,
          (select count(*)::int from lead where tenant_id = $1 and pool is not null) as left,
          (select count(*)::int from pool_log where tenant_id = $1 and what = 'claimed') as claims,
          (select count(*)::int from event where tenant_id = $1 and event = 'pool.claimed') as events`,
        [tenant],
      );
      return rows[0];
    });
    const bySecond = [...Map.groupBy(claims, ({ second }) => second)].sort(([a], [b]) => a - b);
    const p95BySecond = bySecond.map(([, list]) =>
      Math.round(list.map(({ ms }) => ms).sort((a, b) => a - b)[Math.floor(list.length * 0.95)] ?? 0),
    );
    const won = [...before, ...claims].filter(({ claimed }) => claimed).length;
    const lost = claims.filter(({ code }) => code === 'POOL_ALREADY_CLAIMED').length;
    const sum = (name: string, chosen: readonly Claim[], target?: string) =>
      figuresOf(
        name,
        chosen.map(({ ms }) => ms),
        { seconds, errors: chosen.filter(({ status }) => status !== 200 && status !== 409).length, target },
      );
    const figures = [
      sum('claim, all answers', claims, 'p95 < 150'),
      sum(
        'claim, won',
        claims.filter(({ status }) => status === 200),
      ),
      sum(
        'claim, already taken',
        claims.filter(({ status }) => status === 409),
      ),
    ];
    return {
      figures,
      notes: {
        p95BySecond,
        members: memberCount,
        leads: leadCount + warmCount,
        won,
        lost,
        ...check,
        target: 'won = claims = events = owned',
      },
    };
  });
}

async function claim(caller: Caller, lead: string, second = 0): Promise<Claim> {
  const reply = await caller.send('POST', `/api/v1/records/lead/${lead}/actions/claim`, { input: {} });
  const { code = '', result } = JSON.parse(reply.text) as { code?: string; result?: { claimed: boolean } };
  return { second, ms: reply.ms, status: reply.status, code, claimed: result?.claimed === true };
}

async function claimAll(callers: readonly Caller[], leads: readonly string[]): Promise<Claim[]> {
  const claims: Claim[] = [];
  let next = 0;
  const member = async (caller: Caller, at: number) => {
    // spread over the second, as people are
    await setTimeout((at * everyMs) / callers.length);
    const begun = performance.now();
    const end = begun + seconds * 1000;
    const waiting: Promise<void>[] = [];
    while (performance.now() < end) {
      // two after each other go for the same lead
      const lead = leads[Math.floor(next / 2) % leads.length] ?? '';
      next += 1;
      waiting.push(
        claim(caller, lead, Math.floor((performance.now() - begun) / 1000)).then((one) => {
          claims.push(one);
        }),
      );
      await setTimeout(everyMs);
    }
    await Promise.all(waiting);
  };
  await Promise.all(callers.map(member));
  return claims;
}
