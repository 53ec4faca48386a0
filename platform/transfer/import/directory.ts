import { sql } from '../../database/sql.ts';
import { isId } from '../../kernel/index.ts';
import type { Context, FieldMeta, ObjectMeta } from '../../module/index.ts';
import { accessPredicate, baseCondition } from '../../records/access.ts';
import { columnOf } from '../../storage/columns.ts';
import { nearKey } from './fold-key.ts';
import type { Match } from './options.ts';

export interface Found {
  readonly id: string;
  readonly title: string;
}

/** Finds the records of one object that texts name, for a whole batch at once. */
export interface Directory {
  find(ctx: Context, texts: readonly string[]): Promise<Map<string, Match<Found>>>;
  /** A record made by this import; found by later rows. */
  add(text: string, found: Found): void;
}

/** Up to here all names are kept in memory, so near misses are found; above, names are looked up exactly. */
const small = 20_000;
const memory = 50_000;

const nameable = new Set(['text', 'email', 'phone', 'autoNumber', 'barcode', 'idNumber', 'url']);

/** The fields a text is compared with, in order; undefined when `lookupBy` is no field that a text can name. */
export function directoryFields(target: ObjectMeta, lookupBy: string | undefined): FieldMeta[] | undefined {
  if (lookupBy !== undefined && lookupBy !== 'id') {
    const field = target.fields.get(lookupBy);
    return field && !field.masked && nameable.has(field.type) ? [field] : undefined;
  }
  if (lookupBy === 'id') return [];
  const title = target.fields.get(target.title);
  const mail = target.name === 'user' ? target.fields.get('email') : undefined;
  const external = target.fields.get('externalId');
  return [title, mail, external].filter((field): field is FieldMeta => field !== undefined && !field.masked);
}

type Names = Map<string, Found | 'ambiguous'>;

/** @param fresh always ask the database, as the object is the one being imported */
export function openDirectory(target: ObjectMeta, fields: readonly FieldMeta[], fresh: boolean): Directory {
  const known = new Map<string, Match<Found>>();
  let all: { readonly exact: readonly Names[]; readonly near: Names } | 'large' | undefined;

  async function select(
    ctx: Context,
    condition: ReturnType<typeof sql>,
    limit: number,
  ): Promise<{ id: string; title: string; names: (string | null)[] }[]> {
    const title = target.fields.get(target.title);
    const titleSql = title && !title.masked ? columnOf('r', title).sql : sql`''`;
    const names =
      fields.length === 0 ? sql`array[]::text[]` : sql`array[${sql.join(fields.map((field) => sql`${columnOf('r', field).sql}::text`))}]`;
    return ctx.query(sql`select r.id, ${titleSql} as title, ${names} as names from ${sql.id(target.table)} r
      where ${baseCondition(ctx, target, 'r')} and ${accessPredicate(ctx, target, 'r')} and ${condition} limit ${limit}`);
  }

  async function loadAll(ctx: Context): Promise<NonNullable<typeof all>> {
    const rows = await select(ctx, sql`true`, small + 1);
    if (rows.length > small) return 'large';
    const exact = fields.map((): Names => new Map());
    const near: Names = new Map();
    for (const row of rows) {
      const found = { id: row.id, title: row.title ?? '' };
      row.names.forEach((name, index) => {
        if (name !== null) put(exact[index] as Names, name, found);
      });
      put(near, nearKey(row.names[0] ?? ''), found);
    }
    return { exact, near };
  }

  async function ask(ctx: Context, texts: readonly string[]): Promise<Map<string, Match<Found>>> {
    const answer = new Map<string, Match<Found>>();
    for (const [index, field] of fields.entries()) {
      const open = texts.filter((text) => !answer.has(text));
      if (open.length === 0) break;
      const names: Names = new Map();
      for (const row of await select(ctx, sql`${columnOf('r', field).sql} = any(${open}::text[])`, open.length + 1000)) {
        put(names, row.names[index] ?? '', { id: row.id, title: row.title ?? '' });
      }
      for (const text of open) {
        const found = names.get(text);
        if (found) answer.set(text, found === 'ambiguous' ? { how: 'ambiguous' } : { how: 'exact', to: found });
      }
    }
    return answer;
  }

  function remembered(text: string): Match<Found> | undefined {
    if (all === undefined || all === 'large') return undefined;
    for (const names of all.exact) {
      const found = names.get(text);
      if (found) return found === 'ambiguous' ? { how: 'ambiguous' } : { how: 'exact', to: found };
    }
    const close = all.near.get(nearKey(text));
    if (close === undefined) return undefined;
    if (close === 'ambiguous') return { how: 'ambiguous' };
    return { how: close.title.toLowerCase() === text.toLowerCase() ? 'exact' : 'near', to: close };
  }

  return {
    async find(ctx, texts) {
      all ??= await loadAll(ctx);
      const answer = new Map<string, Match<Found>>();
      const ids = texts.filter(isId);
      const asked = texts.filter((text) => !known.has(text) && !isId(text));
      const fromDatabase = all === 'large' || fresh ? await ask(ctx, asked) : new Map<string, Match<Found>>();
      const byId = ids.length === 0 ? [] : await select(ctx, sql`r.id = any(${ids}::uuid[])`, ids.length);
      for (const row of byId) answer.set(row.id, { how: 'exact', to: { id: row.id, title: row.title ?? '' } });
      for (const text of texts) {
        if (isId(text)) {
          answer.set(text, answer.get(text.toLowerCase()) ?? { how: 'none' });
          continue;
        }
        const match = known.get(text) ?? fromDatabase.get(text) ?? remembered(text) ?? { how: 'none' };
        answer.set(text, match);
        // what is missing now may be there later when this very object is imported
        if (known.size < memory && (!fresh || match.how === 'exact')) known.set(text, match);
      }
      return answer;
    },
    add: (text, found) => {
      if (known.size < memory || known.has(text)) known.set(text, { how: 'exact', to: found });
    },
  };
}

function put(names: Names, name: string, found: Found): void {
  if (name === '') return;
  const other = names.get(name);
  names.set(name, other === undefined || (other !== 'ambiguous' && other.id === found.id) ? found : 'ambiguous');
}
