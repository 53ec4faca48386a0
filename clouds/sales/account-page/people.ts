import { sql } from '@huanke/platform/database';
import { type Label, label } from '@huanke/platform/kernel';
import { type Context, metaOf, type PanelDefinition } from '@huanke/platform/module';
import { mayRead } from '@huanke/platform/panels';
import { queryRecords } from '@huanke/platform/records';
import { lastLinked, touchingObjects } from '@huanke/platform/timeline';

const MOST = 8;
/** Contacts that are looked at: the last changed. */
const LOOKED_AT = 50;

interface Role {
  readonly role: string;
  readonly label: Label;
  readonly attitude: number;
  readonly influence: number;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly title: string | null;
  /** When somebody last was in touch, of what the caller sees. */
  readonly lastTouchAt: string | null;
  /** The strongest role in a deal the caller sees. */
  readonly role: Role | null;
}

/** When each contact was last spoken to: one statement, for each the newest by the index of links. */
async function touches(ctx: Context, contacts: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const activity = ctx.meta.object('activity');
  if (!activity || !ctx.access.can('activity.read') || contacts.length === 0) return new Map();
  const spoken = sql`(t.type not in ('task', 'note') or t.done) and t.status is distinct from 'cancelled'`;
  const touched = [
    lastLinked(ctx, activity, sql`c.id`, spoken),
    ...touchingObjects(ctx, activity).map((one) => lastLinked(ctx, one, sql`c.id`)),
  ];
  const rows = await ctx.query<{ contact: string; at: string }>(sql`
    select * from (select c.id as contact, greatest(${sql.join(touched)}) as at from unnest(${contacts}::uuid[]) as c (id)) n where at is not null`);
  return new Map(rows.map(({ contact, at }) => [contact, new Date(at).toISOString()]));
}

async function roles(ctx: Context, contacts: readonly string[]): Promise<ReadonlyMap<string, Role>> {
  const meta = ctx.meta.object('opportunityContact');
  const fields = ['contact', 'role', 'attitude', 'influence'];
  const needs = ['opportunity', ...fields.map((field) => `opportunityContact.${field}`)];
  if (!meta || contacts.length === 0 || !mayRead(ctx, needs)) return new Map();
  const { records } = await queryRecords(ctx, meta, {
    fields,
    filter: { field: 'contact', op: 'in', value: contacts },
    sort: [{ field: 'influence' }],
    limit: 200,
  });
  const options = meta.fields.get('role')?.options ?? [];
  return new Map(
    records.flatMap((record): [string, Role][] => {
      const option = options.find(({ key }) => key === record['role']);
      const contact = (record['contact'] as { id: string } | null)?.id;
      if (!option || !contact) return [];
      return [
        [contact, { role: option.key, label: option.label, attitude: Number(record['attitude']), influence: Number(record['influence']) }],
      ];
    }),
  );
}

/** 联系人: who is known there, what they are in our deals, when they were last spoken to; the last spoken to first. */
export const peoplePanel: PanelDefinition = {
  name: 'people',
  label: label('关键联系人', 'People'),
  of: 'account',
  needs: ['contact', 'contact.account'],
  async read(ctx, account) {
    const meta = metaOf(ctx, 'contact');
    const hasTitle = mayRead(ctx, ['contact.title']);
    const { records, count } = await queryRecords(ctx, meta, {
      fields: [meta.title, ...(hasTitle ? ['title'] : [])],
      filter: { field: 'account', op: 'eq', value: account },
      sort: [{ field: 'updatedAt', direction: 'desc' }],
      limit: LOOKED_AT,
      count: 'capped',
    });
    const ids = records.map((record) => String(record['id']));
    const [touched, held] = await Promise.all([touches(ctx, ids), roles(ctx, ids)]);
    const people = records.map((record): Person => {
      const id = String(record['id']);
      const title = hasTitle ? ((record['title'] as string | null) ?? null) : null;
      return { id, name: String(record[meta.title] ?? ''), title, lastTouchAt: touched.get(id) ?? null, role: held.get(id) ?? null };
    });
    const order = (person: Person) => `${person.lastTouchAt ?? ''} ${person.role?.influence ?? 0}`;
    return { count, people: people.sort((a, b) => (order(a) < order(b) ? 1 : order(a) > order(b) ? -1 : 0)).slice(0, MOST) };
  },
};
