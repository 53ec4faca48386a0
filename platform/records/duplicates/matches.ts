import { prepared, sql } from '../../database/sql.ts';
import type { Context, MatchAction, MatchCriterion } from '../../module/index.ts';
import type { RecordKey } from './keys.ts';

/** A record that has something in common with the one at hand. */
export interface Match {
  readonly object: string;
  readonly id: string;
  readonly score: number;
  readonly action: MatchAction;
  readonly criterion: MatchCriterion;
}

export interface Asked {
  /** Of the record at hand itself, which is no match. */
  readonly id?: string;
  readonly keys: readonly RecordKey[];
}

export interface MatchOptions {
  /** Which criteria count; all unless said. */
  readonly actions?: ReadonlySet<MatchAction>;
  /** Other objects to look into as well, for the kinds of keys that mean the same everywhere. */
  readonly elsewhere?: readonly string[];
  /** Filled with the keys (`kind hash`) that somebody holds, matches or not. */
  readonly taken?: Set<string>;
}

/** A landline of more accounts than this is a switchboard and says nothing. */
const mostOfOneLine = 3;
/** Holders of one key that are looked at; of more, the strongest criteria have said enough. */
const mostHolders = 50;
/** Kinds whose keys mean the same in every object. */
const common: ReadonlySet<string> = new Set(['uscc', 'company', 'companyCore', 'mobile', 'email']);

interface Hit {
  readonly object: string;
  readonly kind: string;
  readonly hash: string;
  readonly record_id: string;
}

/** For each record at hand what it is like, the strongest first; by two statements for all of them, the second only where there is a hit. */
export async function findMatches(ctx: Context, object: string, asked: readonly Asked[], options: MatchOptions = {}): Promise<Match[][]> {
  const counts = (key: RecordKey) => key.criterion !== undefined && (options.actions?.has(key.criterion.action) ?? true);
  const wanted = new Map(asked.flatMap(({ keys }) => keys.filter(counts).map((key) => [`${key.kind} ${key.hash}`, key] as const)));
  if (wanted.size === 0) return asked.map(() => []);
  const hits = await holders(ctx, object, [...wanted.values()], options.elsewhere ?? []);
  if (hits.length === 0) return asked.map(() => []);
  for (const hit of hits) if (hit.object === object) options.taken?.add(`${hit.kind} ${hit.hash}`);
  const others = await told(ctx, hits, asked);
  const byKey = Map.groupBy(hits, (hit) => `${hit.kind} ${hit.hash}`);
  return asked.map((one) => matchesOf(object, one, one.keys.filter(counts), byKey, others));
}

async function holders(ctx: Context, object: string, keys: readonly RecordKey[], elsewhere: readonly string[]): Promise<Hit[]> {
  const places = keys.flatMap((key) => [object, ...(common.has(key.kind) ? elsewhere : [])].map((name) => ({ name, key })));
  const statement = sql`
    select w.object, w.kind, w.hash, k.record_id
    from unnest(${places.map(({ name }) => name)}::text[], ${places.map(({ key }) => key.kind)}::text[], ${places.map(({ key }) => key.hash)}::uuid[])
      as w (object, kind, hash)
    cross join lateral (
      select k.record_id from match_key k
      where k.tenant_id = ${ctx.tenant.id} and k.object = w.object and k.kind = w.kind and k.hash = w.hash limit ${mostHolders}) k`;
  // before every create: reading and planning its text takes longer than running it
  return ctx.query<Hit>(prepared(statement));
}

interface Told {
  /** `record kind` → hashes: credit codes and branches of what was hit. */
  readonly marks: ReadonlyMap<string, string>;
  readonly switchboards: ReadonlySet<string>;
}

async function told(ctx: Context, hits: readonly Hit[], asked: readonly Asked[]): Promise<Told> {
  const lines = [...new Set(asked.flatMap(({ keys }) => keys.filter((key) => key.kind === 'landline').map((key) => key.hash)))];
  const ids = [...new Set(hits.map((hit) => hit.record_id))];
  const rows = await ctx.query<{ kind: string; hash: string; record_id: string | null }>(sql`
    select kind, hash, record_id from match_key
    where tenant_id = ${ctx.tenant.id} and record_id = any(${ids}::uuid[]) and (kind = 'branch' or kind = 'uscc' and text is null)
    union all
    select 'switchboard', hash, null from match_key
    where tenant_id = ${ctx.tenant.id} and kind = 'landline' and object = any(${[...new Set(hits.map((hit) => hit.object))]}::text[])
      and hash = any(${lines}::uuid[]) group by hash having count(*) > ${mostOfOneLine}`);
  return {
    marks: new Map(rows.flatMap((row) => (row.record_id ? [[`${row.record_id} ${row.kind}`, row.hash] as const] : []))),
    switchboards: new Set(rows.filter((row) => row.kind === 'switchboard').map((row) => row.hash)),
  };
}

function matchesOf(
  object: string,
  { id, keys: all }: Asked,
  keys: readonly RecordKey[],
  byKey: ReadonlyMap<string, Hit[]>,
  others: Told,
): Match[] {
  const own = (kind: string) => all.find((key) => key.kind === kind && key.text === undefined)?.hash;
  const isSwitchboard = others.switchboards.has(own('landline') ?? '');
  const best = new Map<string, Match>();
  for (const key of keys) {
    const { criterion } = key;
    if (!criterion || (key.kind === 'brandPhone' && isSwitchboard)) continue;
    for (const hit of byKey.get(`${key.kind} ${key.hash}`) ?? []) {
      if (hit.record_id === id || isAnother(own, hit.record_id, others)) continue;
      const known = best.get(hit.record_id);
      if (known && known.score >= criterion.score) continue;
      const action = hit.object === object ? criterion.action : 'review';
      best.set(hit.record_id, { object: hit.object, id: hit.record_id, score: criterion.score, action, criterion });
    }
  }
  return [...best.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

/** Two codes are two companies, and a branch is not the company: whatever else they share. */
function isAnother(own: (kind: string) => string | undefined, other: string, { marks }: Told): boolean {
  const [code, theirs] = [own('uscc'), marks.get(`${other} uscc`)];
  if (code !== undefined && theirs !== undefined && code !== theirs) return true;
  return own('branch') !== marks.get(`${other} branch`);
}
