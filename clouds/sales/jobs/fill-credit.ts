import { sql } from '@huanke/platform/database';
import { type Filling, fillingJob } from './filling.ts';

/** Deals closed before there was a field for the credit give it to their owner; once per company. */
export const credit: Filling = {
  key: 'salesCredit',
  size: 5000,
  async fill(tx, after, size) {
    const tenant = tx.tenant.id;
    const closed = (tx.meta.object('opportunity')?.fields.get('stage')?.options ?? [])
      .filter((option) => option.category === 'won' || option.category === 'lost')
      .map((option) => option.key);
    const rows = await tx.query<{ id: string }>(sql`
      update opportunity set credit_to = owner where tenant_id = ${tenant} and id = any(array(
        select id from opportunity where tenant_id = ${tenant} and id > ${after}::uuid and stage = any(${closed}::text[])
          and credit_to is null and owner is not null order by id limit ${size} for update))
      returning id`);
    return rows.map(({ id }) => id).toSorted();
  },
};

export const fillCredits = fillingJob('sales.fillCredit', credit, sql`settings -> 'salesCredit' -> 'done' is null`);
