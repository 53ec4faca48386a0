import { type Figures, type Load, measure } from './measure.ts';
import type { Caller } from './server.ts';

export interface ListCase {
  readonly name: string;
  readonly object: 'account' | 'opportunity';
  readonly query: Record<string, unknown>;
}

const by = (field: string, direction: 'asc' | 'desc') => ({ sort: [{ field, direction }] });

/** The set of PLT-75: no filter, one indexed filter, one filter on a custom field; sorts by amount, date, name and a custom field. */
export const listCases: readonly ListCase[] = [
  { name: 'newest first', object: 'opportunity', query: {} },
  { name: 'by amount, descending', object: 'opportunity', query: by('amount', 'desc') },
  { name: 'by expected close', object: 'opportunity', query: by('closeOn', 'asc') },
  { name: 'by name (pinyin)', object: 'opportunity', query: by('name', 'asc') },
  { name: 'by custom date', object: 'opportunity', query: by('x_deliveryOn', 'asc') },
  {
    name: 'stage = proposal, by amount',
    object: 'opportunity',
    query: { filter: { field: 'stage', op: 'eq', value: 'proposal' }, ...by('amount', 'desc') },
  },
  {
    name: 'custom picklist = high, by expected close',
    object: 'opportunity',
    query: { filter: { field: 'x_priority', op: 'eq', value: 'high' }, ...by('closeOn', 'asc') },
  },
  {
    name: 'custom date in a month, by amount',
    object: 'opportunity',
    query: { filter: { field: 'x_deliveryOn', op: 'within', value: 'nextMonth' }, ...by('amount', 'desc') },
  },
  { name: 'accounts by name (pinyin)', object: 'account', query: by('name', 'asc') },
  { name: 'accounts by custom number', object: 'account', query: by('x_volume', 'desc') },
  {
    name: 'accounts, industry, by revenue',
    object: 'account',
    query: { filter: { field: 'industry', op: 'eq', value: 'chemical' }, ...by('annualRevenue', 'desc') },
  },
];

export async function benchLists(people: readonly Caller[], load: Pick<Load, 'clients' | 'count' | 'seconds'>): Promise<Figures[]> {
  const rows: Figures[] = [];
  for (const person of people) {
    for (const { name, object, query } of listCases) {
      const path = `/api/v1/records/${object}/query`;
      rows.push(await measure(`list ${person.name}: ${name}`, { ...load, target: 'p95 < 50 ms' }, () => person.send('POST', path, query)));
    }
    // next pages: every request goes on where the one before it ended
    let cursor: string | null = null;
    rows.push(
      await measure(`next pages ${person.name}: by amount`, { ...load, clients: 1, target: 'p95 < 50 ms' }, async () => {
        const reply = await person.send('POST', '/api/v1/records/opportunity/query', {
          ...by('amount', 'desc'),
          ...(cursor ? { cursor } : {}),
        });
        cursor = (JSON.parse(reply.text) as { nextCursor: string | null }).nextCursor;
        return reply;
      }),
    );
  }
  return rows;
}

export async function benchCounts(people: readonly Caller[], load: Pick<Load, 'clients' | 'count' | 'seconds'>): Promise<Figures[]> {
  const rows: Figures[] = [];
  for (const person of people) {
    for (const [name, filter] of [
      ['all', undefined],
      ['stage', { field: 'stage', op: 'eq', value: 'proposal' }],
      ['custom field', { field: 'x_priority', op: 'eq', value: 'high' }],
    ] as const) {
      const body = { fields: ['id'], limit: 1, count: 'capped', ...(filter ? { filter } : {}) };
      rows.push(
        await measure(`capped count ${person.name}: ${name}`, { ...load, target: 'p95 < 150 ms' }, () =>
          person.send('POST', '/api/v1/records/opportunity/query', body),
        ),
      );
    }
  }
  return rows;
}

export async function benchAggregates(people: readonly Caller[], load: Pick<Load, 'clients' | 'count' | 'seconds'>): Promise<Figures[]> {
  const body = { groupBy: [{ field: 'stage' }], measures: [{ fn: 'count' }, { fn: 'sum', field: 'amount' }] };
  const rows: Figures[] = [];
  for (const person of people)
    rows.push(
      await measure(`aggregate by stage ${person.name}`, { ...load, target: 'p95 < 300 ms (one client)' }, () =>
        person.send('POST', '/api/v1/records/opportunity/aggregate', body),
      ),
    );
  return rows;
}

/** Words that occur: parts of names read from the data itself, so that a search finds what a person would look for. */
async function words(admin: Caller): Promise<Record<string, string[]>> {
  const reply = await admin.send('POST', '/api/v1/records/account/query', {
    fields: ['name', 'phone'],
    limit: 200,
    sort: [{ field: 'annualRevenue', direction: 'desc' }],
  });
  const { records } = JSON.parse(reply.text) as { records: { name: string; phone: string | null }[] };
  const names = records.map((record) => record.name).filter((name) => name.length >= 6);
  return {
    '2 characters': names.map((name) => name.slice(2, 4)),
    '4 characters': names.map((name) => name.slice(1, 5)),
    'phone tail': records.flatMap((record) => (record.phone ? [record.phone.slice(-4)] : [])),
    'full name': names,
  };
}

export async function benchSearch(people: readonly Caller[], load: Pick<Load, 'clients' | 'count' | 'seconds'>): Promise<Figures[]> {
  const [admin] = people.filter((person) => person.name === 'admin');
  if (!admin) return [];
  const sets: Record<string, string[]> = {
    ...(await words(admin)),
    'pinyin initials': ['hrhg', 'zjhr', 'shkj', 'gdny', 'jshb', 'njdz', 'szdz', 'hzsw', 'whgt', 'bjrj'],
    pinyin: ['shanghai', 'zhejiang', 'huagong', 'nengyuan', 'suzhou'],
    'nothing found': ['鑫龘靐齉', 'qqqqzz', '0000000001'],
  };
  const rows: Figures[] = [];
  for (const person of people) {
    for (const [name, list] of Object.entries(sets)) {
      rows.push(
        await measure(`search ${person.name}: ${name}`, { ...load, target: 'p95 < 100 ms' }, (number) =>
          person.send('GET', `/api/v1/search?q=${encodeURIComponent(list[Math.abs(number) % list.length] ?? '')}`),
        ),
      );
    }
  }
  return rows;
}

export async function benchSingles(people: readonly Caller[], load: Pick<Load, 'clients' | 'count' | 'seconds'>): Promise<Figures[]> {
  const rows: Figures[] = [];
  for (const person of people) {
    const reply = await person.send('POST', '/api/v1/records/account/query', { fields: ['id'], limit: 200 });
    const ids = (JSON.parse(reply.text) as { records: { id: string }[] }).records.map((record) => record.id);
    const id = (number: number) => ids[Math.abs(number) % ids.length] ?? '';
    rows.push(await measure(`get ${person.name}`, load, (number) => person.send('GET', `/api/v1/records/account/${id(number)}`)));
    rows.push(
      await measure(`update ${person.name}`, load, (number) =>
        person.send('PATCH', `/api/v1/records/account/${id(number)}`, {
          employees: 100 + (Math.abs(number) % 9000) + Math.floor(Math.random() * 1000),
        }),
      ),
    );
  }
  return rows;
}

/** New accounts with what a person fills in; default durability, history, outbox and search row included. */
export function benchCreate(person: Caller, load: Pick<Load, 'clients' | 'count' | 'seconds'>): Promise<Figures> {
  const run = Date.now().toString(36);
  return measure(`create ${person.name}, ${load.clients} connections`, { ...load, target: '≥ 500/s with 16 connections' }, (number) =>
    person.send('POST', '/api/v1/records/account', {
      // signs do not set two names apart
      name: `新建客户${run}${number < 0 ? 'w' : 'n'}${Math.abs(number)}有限公司`,
      phone: `0571-8${String(1_000_000 + Math.abs(number)).slice(-7)}`,
      industry: 'chemical',
      level: 'B',
      region: '浙江',
    }),
  );
}
