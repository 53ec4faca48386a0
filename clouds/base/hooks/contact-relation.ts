import { sql } from '@huanke/platform/database';
import { fieldError, label, textOf } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook, type Values } from '@huanke/platform/module';
import { contactErrors } from '../errors.ts';

const texts = {
  self: label('不能与自己建立关系', 'Nobody has a relation to themselves'),
  twice: label('这条关系已经有了', 'This relation is there already'),
};

interface Edge {
  readonly id: string;
  readonly contact: string;
  readonly kind: string;
  readonly other: string;
}

const of = (change: Change, field: string) =>
  String((change.values[field] === undefined ? change.before?.[field] : change.values[field]) ?? '');

const edgeOf = (change: Change): Edge => ({
  id: change.id,
  contact: of(change, 'contact'),
  kind: of(change, 'kind'),
  other: of(change, 'other'),
});

/** Those of contacts that were merged stay what they are; only who says something new is asked. */
const isPlaced = (change: Change | undefined) =>
  change?.merging !== true && (change?.operation !== 'update' || ['kind', 'other'].some((field) => change.values[field] !== undefined));

/** A relation stands once, nobody has one to themselves, and who reports to whom has no rings: also not when two write at once. */
export const contactRelationSound = defineHook({
  name: 'base.contactRelationSound',
  object: 'contactRelation',
  stage: 'beforeSave',
  on: ['create', 'update', 'restore'],
  async run(ctx, changes, reject) {
    // relations that could close a ring together take turns
    await ctx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`contact relations ${ctx.tenant.id}`}, 0))`);
    const wanted = changes.map(edgeOf);
    const edges = new Map((await edgesAround(ctx, wanted)).map((edge) => [edge.id, edge]));
    return wanted.map((edge, index): Values => {
      edges.delete(edge.id);
      if (!isPlaced(changes[index])) return { name: nameOf(ctx, edge.kind) };
      const same = [...edges.values()].some(
        ({ contact, kind, other }) => contact === edge.contact && kind === edge.kind && other === edge.other,
      );
      if (edge.contact === edge.other && edge.kind !== 'reportsTo') reject(index, fieldError('INVALID_VALUE', 'other', texts.self));
      else if (same) reject(index, fieldError('DUPLICATE', 'other', texts.twice));
      else if (edge.kind === 'reportsTo' && leadsTo(edges, edge.other, edge.contact)) reject(index, ring());
      else edges.set(edge.id, edge);
      return { name: nameOf(ctx, edge.kind) };
    });
  },
});

function ring() {
  const { text: message } = contactErrors.HIERARCHY_CYCLE();
  return contactErrors.HIERARCHY_CYCLE({ errors: [{ field: 'other', code: 'HIERARCHY_CYCLE', message }] });
}

function nameOf(ctx: Context, kind: string): string {
  const option = ctx.meta
    .object('contactRelation')
    ?.fields.get('kind')
    ?.options?.find(({ key }) => key === kind);
  return option ? textOf(option.label, ctx.tenant.language) : kind;
}

/** The relations of the people named, and all they report to above them. */
const edgesAround = (ctx: Context, wanted: readonly Edge[]) =>
  ctx.query<Edge>(sql`
    with recursive up (contact) as (
      select unnest(${wanted.flatMap(({ contact, other }) => [contact, other])}::uuid[])
      union
      select r.other from contact_relation r join up on r.contact = up.contact
      where r.tenant_id = ${ctx.tenant.id} and r.kind = 'reportsTo' and r.deleted_at is null)
    select r.id, r.contact, r.kind, r.other from contact_relation r join up on r.contact = up.contact
    where r.tenant_id = ${ctx.tenant.id} and r.deleted_at is null`);

/** Whether somebody reports to another, by however many people between; everybody to themselves. */
function leadsTo(edges: ReadonlyMap<string, Edge>, from: string, to: string): boolean {
  const above = Map.groupBy(
    [...edges.values()].filter(({ kind }) => kind === 'reportsTo'),
    ({ contact }) => contact,
  );
  const seen = new Set([from]);
  for (const at of seen) {
    if (at === to) return true;
    for (const { other } of above.get(at) ?? []) seen.add(other);
  }
  return false;
}
