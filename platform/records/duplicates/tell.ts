import { shownTitle } from '../../access/index.ts';
import { type Sql, sql } from '../../database/sql.ts';
import { fillLabel, type Label, label } from '../../kernel/index.ts';
import type { Context, MatchKind, ObjectMeta } from '../../module/index.ts';
import { accessPredicate } from '../access.ts';
import { titleColumn } from '../save/titles.ts';
import type { Match } from './matches.ts';

/** A match as the caller may know it: what they can not see only says that it is there, and whose team looks after it. */
export interface Candidate {
  readonly object: string;
  readonly score: number;
  readonly action: Match['action'];
  /** What the two have in common. */
  readonly kind: MatchKind;
  readonly fields: readonly string[];
  readonly id?: string;
  readonly title?: string;
  readonly owner?: { readonly id: string; readonly title: string } | null;
  readonly updatedAt?: string;
  readonly hidden?: true;
  readonly team?: string | null;
}

export type Known = Omit<Candidate, 'score' | 'action' | 'kind' | 'fields'>;

const texts = {
  known: label('已有{object}“{title}”（{owner}）', 'There is already {object} “{title}” ({owner})'),
  unowned: label('已有{object}“{title}”', 'There is already {object} “{title}”'),
  hidden: label('已有这个{object}，由{team}负责', 'There is already such a record ({object}); {team} looks after it'),
  someone: label('其他同事', 'a colleague'),
};

/** That a record is there already, as far as the caller may know it. */
export function sayThere({ label: object }: Pick<ObjectMeta, 'label'>, { hidden, team, title, owner }: Known): Label {
  const text = hidden ? texts.hidden : owner ? texts.known : texts.unowned;
  const fill = (language: 'zh' | 'en') =>
    fillLabel(text, {
      object: object[language],
      title: title ?? '',
      owner: owner?.title ?? '',
      team: team ?? texts.someone[language],
    })[language];
  return label(fill('zh'), fill('en'));
}

interface Row {
  readonly object: string;
  readonly id: string;
  readonly visible: boolean;
  readonly title: string | null;
  readonly owner: string | null;
  readonly owner_name: string | null;
  readonly team: string | null;
  readonly updated_at: string;
}

/** Matches as candidates, by one statement; those whose record is gone meanwhile are left out. */
export async function tellMatches(ctx: Context, matches: readonly Pick<Match, 'object' | 'id'>[]): Promise<Map<string, Known>> {
  const parts = [...Map.groupBy(matches, (match) => match.object)].flatMap(
    ([object, list]) =>
      partOf(
        ctx,
        object,
        list.map((match) => match.id),
      ) ?? [],
  );
  if (parts.length === 0) return new Map();
  const rows = await ctx.query<Row>(sql`${sql.join(parts, sql` union all `)}`);
  return new Map(
    rows.map((row) => [
      row.id,
      row.visible
        ? {
            object: row.object,
            id: row.id,
            title: shownTitle(ctx.meta.object(row.object), row.title ?? ''),
            owner: row.owner ? { id: row.owner, title: row.owner_name ?? '' } : null,
            updatedAt: row.updated_at,
          }
        : { object: row.object, hidden: true as const, team: row.team },
    ]),
  );
}

function partOf(ctx: Context, object: string, ids: readonly string[]): Sql | undefined {
  const meta = ctx.meta.object(object);
  if (!meta) return undefined;
  const visible = ctx.access.can(`${object}.read`) ? accessPredicate(ctx, meta, 't') : sql`false`;
  const owner = meta.access.owned ? sql`t.owner` : sql`null::uuid`;
  return sql`
    select ${object}::text as "object", t.id, ${visible} as visible, ${titleColumn(meta)} as title, ${owner} as owner, u.name as owner_name,
      d.name as team, t.updated_at
    from ${sql.id(meta.table)} t
    left join app_user u on u.tenant_id = t.tenant_id and u.id = ${owner}
    left join department d on d.tenant_id = u.tenant_id and d.id = u.department
    where t.tenant_id = ${ctx.tenant.id} and t.id = any(${ids}::uuid[]) and t.deleted_at is null ${meta.custom ? sql`and t.object = ${object}` : sql``}`;
}

/** Matches with what the caller may know of them, in order. */
export async function candidatesOf(ctx: Context, matches: readonly Match[]): Promise<Candidate[]> {
  const known = await tellMatches(ctx, matches);
  return matches.flatMap((match) => {
    const record = known.get(match.id);
    return record
      ? [{ ...record, score: match.score, action: match.action, kind: match.criterion.kind, fields: match.criterion.fields }]
      : [];
  });
}
