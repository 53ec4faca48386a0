import { compile } from '../../platform/database/sql.ts';
import type { ObjectMeta, TenantInfo } from '../../platform/module/index.ts';
import { type IndexRow, indexStatement } from '../../platform/search/index-records.ts';

export const searchColumns = ['tenant_id', 'object', 'record_id', 'owner', 'title', 'texts', 'tokens'];

/** What the search engine itself would write for these rows: the values it binds, row by row. */
export function searchRows(tenant: number, meta: ObjectMeta, rows: readonly IndexRow[]): unknown[][] {
  const statement = indexStatement({ tenant: { id: tenant } as TenantInfo }, meta, rows);
  const lists = statement ? compile(statement).values.filter((value): value is unknown[] => Array.isArray(value)) : [];
  const [ids, owners, titles, texts, tokens] = lists;
  if (lists.length !== 5 || !ids || !owners || !titles || !texts || !tokens)
    throw new Error('the search statement does not bind five lists any more');
  return ids.map((id, i) => [tenant, meta.name, id, owners[i], titles[i], texts[i], tokens[i]]);
}
