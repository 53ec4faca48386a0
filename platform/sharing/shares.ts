import { type PrincipalKind, peopleOf, type ShareLevel } from '../access/index.ts';
import { audit } from '../audit/index.ts';
import { sql } from '../database/sql.ts';
import { errors, fieldError, isId, type Label, label } from '../kernel/index.ts';
import type { Context, ObjectMeta } from '../module/index.ts';
import { emit } from '../records/save/index.ts';
import { sharingRules } from '../records/shares/index.ts';
import { type NamedPrincipal, principalTitles, readPrincipal } from './principals.ts';
import { dropShare, writeShare } from './rows.ts';
import { findTarget, shareTarget } from './target.ts';

/** Somebody besides the owner to whom a record is open, and by what. */
export interface Share {
  readonly principal: NamedPrincipal;
  readonly level: ShareLevel;
  readonly source: 'manual' | 'team' | 'rule';
  readonly rule: { readonly name: string; readonly label: Label } | null;
  readonly role: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly at: string | null;
}

interface Row {
  readonly principal: string;
  readonly kind: PrincipalKind;
  readonly level: ShareLevel;
  readonly source: Share['source'];
  readonly source_id: string;
  readonly role: string | null;
  readonly from_on: string | null;
  readonly until_on: string | null;
  readonly granted_by: string | null;
  readonly at: string | null;
}

/** With whom a record the caller sees is shared, and whether they may change that. */
export async function listShares(ctx: Context, meta: ObjectMeta, id: string): Promise<{ mayShare: boolean; items: Share[] }> {
  const target = await findTarget(ctx, meta, id);
  const rows = await ctx.query<Row>(sql`
    select principal, kind, level, source, source_id, role, from_on, until_on, granted_by, at from record_share
    where tenant_id = ${ctx.tenant.id} and record_id = ${target.id} and object = ${meta.name} order by source, at, principal`);
  return { mayShare: target.mayShare, items: await decorate(ctx, meta, [...rows, ...(await byOwnerRules(ctx, meta, target.owner))]) };
}

/** Rules by owner leave no rows: those that take in this owner, as if they did. */
async function byOwnerRules(ctx: Context, meta: ObjectMeta, owner: string | null): Promise<Row[]> {
  const rules = sharingRules(meta).filter(({ definition }) => definition.by === 'owner' && definition.active);
  if (owner === null || rules.length === 0) return [];
  const people = await peopleOf(ctx, ctx.tenant.id, [...new Set(rules.flatMap(({ definition }) => definition.from.map(({ id }) => id)))]);
  return rules
    .filter(({ definition }) => definition.from.some(({ id }) => people.get(id)?.includes(owner)))
    .flatMap(({ name, definition }) =>
      definition.to.map(({ kind, id }) => ({
        principal: id,
        kind,
        level: definition.level,
        source: 'rule' as const,
        source_id: name,
        role: null,
        from_on: null,
        until_on: null,
        granted_by: null,
        at: null,
      })),
    );
}

async function decorate(ctx: Context, meta: ObjectMeta, rows: readonly Row[]): Promise<Share[]> {
  const titles = await principalTitles(
    ctx,
    rows.flatMap((row) => [row.principal, ...(row.granted_by ? [row.granted_by] : [])]),
  );
  const rules = new Map(sharingRules(meta).map(({ name, definition }) => [name, definition.label]));
  return rows.flatMap((row) => {
    const principal = titles.get(row.principal);
    // who is in the recycle bin sees nothing
    if (!principal) return [];
    const by = row.granted_by === null ? undefined : titles.get(row.granted_by);
    return {
      principal,
      level: row.level,
      source: row.source,
      rule: row.source === 'rule' ? { name: row.source_id, label: rules.get(row.source_id) ?? label(row.source_id, row.source_id) } : null,
      role: row.role,
      from: row.from_on,
      until: row.until_on,
      by: by ? { id: by.id, title: by.title } : null,
      at: row.at,
    };
  });
}

export function readLevel(raw: unknown): ShareLevel {
  if (raw === undefined || raw === null) throw fieldError('REQUIRED', 'level');
  if (raw !== 'read' && raw !== 'edit')
    throw fieldError(typeof raw === 'string' ? 'INVALID_VALUE' : 'WRONG_TYPE', 'level', label('应为 read 或 edit', 'Must be read or edit'));
  return raw;
}

/** Opens a record to somebody by hand, or changes how far. Sharing again with the same level is no mistake. */
export async function shareRecord(
  ctx: Context,
  meta: ObjectMeta,
  id: string,
  body: { readonly principal?: unknown; readonly level?: unknown },
): Promise<Share> {
  const level = readLevel(body.level);
  return ctx.transaction(async (tx) => {
    const target = await shareTarget(tx, meta, id);
    const principal = await readPrincipal(tx, body.principal);
    if (principal.id === target.owner)
      throw fieldError('INVALID_VALUE', 'principal', label('负责人本来就能看到和编辑', 'The owner sees and edits it already'));
    const { kind, id: to } = principal;
    await writeShare(tx, { object: meta.name, record: target.id, source: 'manual', principal: to, kind, level });
    await noteShare(tx, meta, target.id, { verb: 'shared', principal, level });
    const { items } = await listShares(tx, meta, target.id);
    const made = items.find((item) => item.source === 'manual' && item.principal.id === to);
    if (!made) throw new Error('a share that was written is not there');
    return made;
  });
}

/** Takes back what was shared by hand. */
export async function unshareRecord(ctx: Context, meta: ObjectMeta, id: string, principal: string): Promise<void> {
  await ctx.transaction(async (tx) => {
    const target = await shareTarget(tx, meta, id);
    const gone = isId(principal) && (await dropShare(tx, { record: target.id, source: 'manual', principal }));
    if (!gone) throw errors.NOT_FOUND();
    await noteShare(tx, meta, target.id, { verb: 'unshared', principal: { id: principal.toLowerCase() } });
  });
}

/** Tells the change stream and, by it, the open lists of those it is about, and the audit log. */
export async function noteShare(
  tx: Context,
  meta: ObjectMeta,
  record: string,
  change: {
    readonly verb: 'shared' | 'unshared';
    readonly principal: Pick<NamedPrincipal, 'id'> & Partial<NamedPrincipal>;
    readonly level?: ShareLevel;
    readonly role?: string | null;
  },
): Promise<void> {
  const { verb, principal, level, role } = change;
  const changes = { principal: principal.id, ...(level ? { level } : {}), ...(role ? { role } : {}) };
  await emit(tx, `${meta.name}.${verb}`, { object: meta.name, record, changes });
  await audit(tx, { event: `record.${verb}`, object: meta.name, record, data: changes });
}
