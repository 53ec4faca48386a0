import { sql } from '@huanke/platform/database';
import type { Context } from '@huanke/platform/module';

/** A file of a bid as it lies in its section now. */
export interface BidFile {
  readonly tender: string;
  readonly section: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** How a file stands against the sealed set: hashes in hex, null where it is not there. */
export interface CheckedFile {
  readonly section: string;
  readonly name: string;
  readonly state: 'same' | 'changed' | 'removed' | 'added';
  readonly sealed: string | null;
  readonly now: string | null;
}

/** The files of all sections of these tenders, in the order of sections and names. */
export const filesNow = (ctx: Context, tenders: readonly string[]): Promise<BidFile[]> =>
  ctx.query<BidFile>(sql`
    select d.tender, d.name as section, f.name, f.size::float8 as size, f.sha256 from bid_doc d
    cross join lateral jsonb_array_elements(coalesce(d.files, '[]')) held
    join file f on f.tenant_id = d.tenant_id and f.id = (held ->> 'id')::uuid
    where d.tenant_id = ${ctx.tenant.id} and d.tender = any(${tenders}::uuid[]) and d.deleted_at is null
    order by d.tender, d.name, f.name, f.id`);

export const filesSealed = (ctx: Context, tenders: readonly string[]): Promise<BidFile[]> =>
  ctx.query<BidFile>(sql`
    select tender, coalesce(section, '') as section, name, size::float8 as size, sha256 from sealed_file
    where tenant_id = ${ctx.tenant.id} and tender = any(${tenders}::uuid[]) and deleted_at is null order by tender, section, name, id`);

const placeOf = ({ section, name }: BidFile) => JSON.stringify([section, name]);

/** Holds the files of one bid against what was sealed: by section and name, and there by hash. */
export function compareSeal(sealed: readonly BidFile[], now: readonly BidFile[]): CheckedFile[] {
  const left = [...now];
  const take = (matches: (file: BidFile) => boolean): BidFile | undefined => {
    const at = left.findIndex(matches);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const same = sealed.map((file) => take((one) => placeOf(one) === placeOf(file) && one.sha256 === file.sha256));
  const checked = sealed.map((file, index): CheckedFile => {
    const { section, name, sha256 } = file;
    const found = same[index] ?? take((one) => placeOf(one) === placeOf(file));
    const state = same[index] ? 'same' : found ? 'changed' : 'removed';
    return { section, name, state, sealed: sha256, now: found?.sha256 ?? null };
  });
  const added = left.map(({ section, name, sha256 }): CheckedFile => ({ section, name, state: 'added', sealed: null, now: sha256 }));
  return [...checked, ...added];
}

/** The sealed bids of these tenders, file by file; two queries for all of them. */
export async function checkSeals(ctx: Context, tenders: readonly string[]): Promise<Map<string, CheckedFile[]>> {
  const sealed = Map.groupBy(await filesSealed(ctx, tenders), ({ tender }) => tender);
  const now = Map.groupBy(await filesNow(ctx, tenders), ({ tender }) => tender);
  return new Map(tenders.map((id) => [id, compareSeal(sealed.get(id) ?? [], now.get(id) ?? [])]));
}

export const isIntact = (files: readonly CheckedFile[]): boolean => files.length > 0 && files.every(({ state }) => state === 'same');
