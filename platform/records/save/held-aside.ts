import { type Sql, sql } from '../../database/sql.ts';

/** Whether a file of a record stands in one of its comments or proves a consent, whatever its fields hold. */
export const heldAside = (tenant: number, record: Sql, file: Sql): Sql => sql`(
  exists (
    select from comment c left join comment a on a.tenant_id = c.tenant_id and a.parent_id = c.id
    where c.tenant_id = ${tenant} and c.record_id = ${record} and c.parent_id is null and (${file} = any(c.files) or ${file} = any(a.files)))
  or exists (select from consent c where c.tenant_id = ${tenant} and c.record_id = ${record} and c.file_id = ${file}))`;
