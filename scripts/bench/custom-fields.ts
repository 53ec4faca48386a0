import pg from 'pg';
import { slotIndexStatement } from '../../platform/storage/tables.ts';
import { type Figures, measureInTurn } from './measure.ts';
import type { BenchServer, Caller } from './server.ts';

interface WideField {
  readonly name: string;
  readonly key: string;
  readonly slot: string | null;
  readonly definition: Record<string, unknown>;
  /** SQL of the canonical value for `custom`, and of its copy in the slot, over a row of `account a` with a number `h` of its own. */
  readonly value: string;
  readonly copy: string;
}

const label = (number: number) => ({ zh: `扩展字段${number}`, en: `Field ${number}` });

/** 98 fields more than the data set brings: with its two, 100, of which 28 have a slot (9 texts, 8 numbers and days, 5 instants, 6 references). */
function wideFields(): WideField[] {
  const fields: WideField[] = [];
  let number = 2;
  const add = (slot: string | null, definition: Record<string, unknown>, value: string, copy = value) => {
    number += 1;
    fields.push({
      name: `x_wide${number}`,
      key: `f${number}`,
      slot,
      definition: { label: label(number), indexed: slot !== null, ...definition },
      value,
      copy,
    });
  };
  const options = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7'].map((key) => ({ key, label: { zh: `选项${key}`, en: key } }));
  for (let at = 2; at <= 6; at += 1) add(`t${at}`, { type: 'picklist', options }, `'p' || (h / ${at} % 8)`);
  for (let at = 7; at <= 9; at += 1) add(`t${at}`, { type: 'text', max: 60 }, `'编码' || (h * ${at} % 900007)`);
  for (let at = 2; at <= 5; at += 1) add(`n${at}`, { type: 'number' }, `(h * ${at} % 1000003)`, `(h * ${at} % 1000003)`);
  for (let at = 6; at <= 8; at += 1)
    add(`n${at}`, { type: 'date' }, `to_char(date '2020-01-01' + (h * ${at} % 3000)::int, 'YYYY-MM-DD')`, `18262 + (h * ${at} % 3000)`);
  for (let at = 1; at <= 5; at += 1) {
    const instant = `timestamptz '2022-01-01' + make_interval(mins => (h * ${at} % 2000000)::int)`;
    add(`d${at}`, { type: 'datetime' }, `to_char((${instant}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.000"Z"')`, instant);
  }
  for (let at = 1; at <= 6; at += 1) add(`u${at}`, { type: 'user' }, 'a.owner::text', 'a.owner');
  while (number < 100)
    add(
      null,
      number % 2 === 0 ? { type: 'text', max: 60 } : { type: 'number' },
      number % 2 === 0 ? `'值' || (h % ${number + 7})` : `(h % ${number + 7})`,
    );
  return fields;
}

const standard: readonly [string, Record<string, unknown>][] = [
  ['by a number', { sort: [{ field: 'annualRevenue', direction: 'desc' }] }],
  ['by a text', { sort: [{ field: 'region', direction: 'asc' }] }],
  ['by an instant', { sort: [{ field: 'createdAt', direction: 'asc' }] }],
  [
    'a picklist, by a number',
    { filter: { field: 'industry', op: 'eq', value: 'chemical' }, sort: [{ field: 'annualRevenue', direction: 'desc' }] },
  ],
  ['a person, by a number', { filter: { field: 'owner', op: 'eq', value: 'me' }, sort: [{ field: 'annualRevenue', direction: 'desc' }] }],
];
const custom: readonly [string, Record<string, unknown>][] = [
  ['by a number', { sort: [{ field: 'x_wide11', direction: 'desc' }] }],
  ['by a text', { sort: [{ field: 'x_wide8', direction: 'asc' }] }],
  ['by an instant', { sort: [{ field: 'x_wide18', direction: 'asc' }] }],
  ['a picklist, by a number', { filter: { field: 'x_wide3', op: 'eq', value: 'p3' }, sort: [{ field: 'x_wide11', direction: 'desc' }] }],
  ['a person, by a number', { filter: { field: 'x_wide23', op: 'eq', value: 'me' }, sort: [{ field: 'x_wide11', direction: 'desc' }] }],
];

/** Gives the measured company's accounts 100 custom fields with values in every row; once, some minutes. */
export async function widenAccounts(ownerUrl: string, tenant: number, say: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>('select count(*)::int as n from meta_field where tenant_id = $1 and object = $2', [
      tenant,
      'account',
    ]);
    if ((rows[0]?.n ?? 0) >= 100) return;
    const began = performance.now();
    const fields = wideFields();
    const object = fields.map((field) => `'${field.key}', ${field.value}`);
    // jsonb_build_object takes a hundred arguments: so many pairs at a time
    const parts = [object.slice(0, 45), object.slice(45, 90), object.slice(90)].filter((part) => part.length > 0);
    const slots = fields.filter((field) => field.slot !== null);
    await client.query('alter table account no force row level security');
    const set = `custom = a.custom || ${parts.map((part) => `jsonb_build_object(${part.join(', ')})`).join(' || ')}, ${slots.map((field) => `${field.slot} = ${field.copy}`).join(', ')}`;
    for (let part = 0; part < 16; part += 1) {
      await client.query(
        `update account a set ${set} from (select id, abs(hashtextextended(id::text, 7)) % 1000000007 as h from account where tenant_id = $1) x where a.tenant_id = $1 and a.id = x.id and x.h % 16 = $2`,
        [tenant, part],
      );
      await client.query('vacuum account');
      say(`${Math.round((performance.now() - began) / 1000)} s  ${part + 1} of 16 parts of the accounts hold 100 custom values`);
    }
    await client.query('alter table account force row level security');
    for (const { slot } of slots) if (slot) await client.query(slotIndexStatement('account', slot).replace(/ concurrently/i, ''));
    for (const { name, key, slot, definition } of fields)
      await client.query(
        `insert into meta_field (tenant_id, object, name, key, slot, custom, definition, position) values ($1, 'account', $2, $3, $4, true, $5, $6)`,
        [tenant, name, key, slot, JSON.stringify(definition), Number(key.slice(1))],
      );
    await client.query(`update meta_object set next_field = 101 where tenant_id = $1 and name = 'account'`, [tenant]);
    await client.query('update tenant set metadata_version = metadata_version + 1 where id = $1', [tenant]);
    await client.query('vacuum (analyze) account');
    say(`${Math.round((performance.now() - began) / 1000)} s  100 custom fields on account, ${slots.length + 2} with a slot`);
  } finally {
    await client.end();
  }
}

function newAccount(number: number, run: string, values: Record<string, unknown>): Record<string, unknown> {
  return {
    name: `宽表客户${run}${number}有限公司`,
    phone: `0571-8${String(1_000_000 + Math.abs(number)).slice(-7)}`,
    industry: 'chemical',
    level: 'B',
    region: '浙江',
    ...values,
  };
}

/** A value for each custom field, as a form that fills all of them would send. */
function allValues(owner: string): Record<string, unknown> {
  return Object.fromEntries(
    wideFields().map(({ name, definition }) => {
      const of: Record<string, unknown> = {
        picklist: 'p1',
        text: '编码 1024',
        number: 1024,
        date: '2026-03-31',
        datetime: '2026-03-31T06:08:00.000Z',
        user: owner,
      };
      return [name, of[String(definition['type'])]];
    }),
  );
}

/** The same lists by standard and by custom fields, one after the other for each person, and what a hundred values cost a create. */
export async function benchCustomFields(
  _server: BenchServer,
  people: readonly Caller[],
  { clients, seconds }: { readonly clients: number; readonly seconds: number },
): Promise<{ figures: Figures[]; notes: Record<string, unknown> }> {
  const figures: Figures[] = [];
  const ratios: Record<string, number> = {};
  for (const person of people)
    for (const [index, [name, query]] of standard.entries()) {
      const path = '/api/v1/records/account/query';
      // the same columns for both, so that only the field sorted and filtered by differs
      const fields = ['name', 'industry', 'annualRevenue', 'region', 'x_wide3', 'x_wide8', 'x_wide11', 'owner'];
      const [a, b] = await measureInTurn(
        [
          [`${person.name}, standard: ${name}`, () => person.send('POST', path, { fields, ...query })],
          [`${person.name}, custom: ${name}`, () => person.send('POST', path, { fields, ...custom[index]?.[1] })],
        ],
        30,
        { clients: 1, count: 10 },
      );
      if (!a || !b) throw new Error('two cases have two figures');
      figures.push(a, b);
      ratios[`${person.name}: ${name}`] = Math.round((b.p95 / a.p95) * 100) / 100;
    }
  const seller = people.find((person) => person.name === 'seller');
  if (seller) {
    const me = JSON.parse((await seller.send('GET', '/api/v1/auth/me')).text) as { user: { id: string } };
    const wide = allValues(me.user.id);
    const some = Object.fromEntries(Object.entries(wide).slice(0, 12));
    const run = Math.random().toString(36).slice(2, 8);
    const create = (name: string, values: Record<string, unknown>) =>
      [
        `create with ${name}, ${clients} connections`,
        (number: number) => seller.send('POST', '/api/v1/records/account', newAccount(number, run + name.length, values)),
      ] as const;
    const cases = [create('standard fields', {}), create('12 custom values', some), create('all 98 custom values', wide)];
    const made = await measureInTurn(cases, 4, { clients, count: 1_000_000, seconds });
    figures.push(...made);
    const plain = made[0]?.perSecond ?? 0;
    for (const row of made.slice(1)) ratios[row.name] = Math.round((row.perSecond / plain) * 100) / 100;
  }
  return { figures, notes: { ratios, target: 'lists ≤ 1.5, creates ≥ 0.7' } };
}
