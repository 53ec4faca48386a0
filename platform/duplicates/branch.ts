import { matchRuleOf } from '../metadata/index.ts';
import type { Context, MatchCriterion, ObjectMeta, Values } from '../module/index.ts';
import { candidatesOf, findMatches, keysOf } from '../records/index.ts';
import { companyName, headOffice } from '../text/index.ts';

/** A record a branch may hang from. */
export interface HeadOffice {
  readonly object: string;
  readonly id: string;
  readonly title: string;
  readonly owner: { readonly id: string; readonly title: string } | null;
}

const mostLooked = 10;
const mostShown = 3;
const byName: ReadonlySet<string> = new Set(['company', 'companyCore']);

/**
 * The records whose branch one with these values is by its name (…分公司, …办事处): by the whole name without the branch, else by its core where the places
 * do not differ. A branch is no duplicate of its company, but belongs below it (SAL-3, SAL-9). Nothing of what the caller does not see is told, not even that
 * it is there; nothing where they may not write the tree, or the record hangs somewhere already.
 */
export async function headOfficesOf(ctx: Context, meta: ObjectMeta, values: Values, id?: string): Promise<HeadOffice[]> {
  const tree = [...meta.fields.values()].find((field) => field.tree && field.object === meta.name);
  const criteria = (matchRuleOf(meta)?.criteria ?? []).filter(({ kind }) => byName.has(kind));
  const [name] = criteria.flatMap(({ fields }) => fields);
  const text = name === undefined ? undefined : values[name];
  if (!tree || tree.right || tree.readOnly || values[tree.name] || name === undefined || typeof text !== 'string') return [];
  const head = headOffice(text);
  if (head === null) return [];
  const own = { keys: keysOf({ active: true, criteria: criteria.filter(readsOnly(name)) }, { [name]: head }), ...(id ? { id } : {}) };
  const [matches = []] = await findMatches(ctx, meta.name, [own]);
  const known = await candidatesOf(ctx, matches.slice(0, mostLooked));
  const seen = known.flatMap((one) => (one.id && one.title ? [{ ...one, id: one.id, title: one.title }] : []));
  const same = seen.filter(({ kind }) => kind === 'company');
  const { region } = companyName(head);
  const near = seen.filter(({ title }) => {
    const place = companyName(title).region;
    return region === null || place === null || place === region;
  });
  return (same.length > 0 ? same : near)
    .slice(0, mostShown)
    .map(({ object, id: record, title, owner }) => ({ object, id: record, title, owner: owner ?? null }));
}

const readsOnly =
  (name: string) =>
  ({ fields }: MatchCriterion): boolean =>
    fields.length === 1 && fields[0] === name;
