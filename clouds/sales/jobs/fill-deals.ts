import { sql } from '@huanke/platform/database';
import { metaOf } from '@huanke/platform/module';
import { workOut } from '@huanke/platform/records';
import { fillHours } from '../deals/support.ts';
import { type Filling, fillingJob } from './filling.ts';

/**
 * Deals of before there were forecast categories get that of their stage as migration 0095 noted it, and the hours of their requests for help. What
 * somebody has written since stays: a deal that has moved or was said to count elsewhere has a category, summed up hours are there. Derived figures:
 * versions stay. The lock comes by itself before anything is read, so that hours which others are just summing up are seen.
 */
export const deals: Filling = {
  key: 'salesForecast',
  size: 1000,
  async fill(tx, after, size) {
    const tenant = tx.tenant.id;
    const locked = await tx.query<{ id: string }>(sql`
      select id from opportunity where tenant_id = ${tenant} and id > ${after}::uuid order by id limit ${size} for no key update`);
    const ids = locked.map(({ id }) => id);
    const rows = await tx.query<{ id: string }>(sql`
      update opportunity t set forecast_category = s.value
      from tenant c cross join jsonb_each_text(c.settings -> 'salesForecast' -> 'stages') s
      where c.id = ${tenant} and t.tenant_id = c.id and t.id = any(${ids}::uuid[]) and t.forecast_category is null and t.stage = s.key returning t.id`);
    const written = rows.map(({ id }) => ({ id, field: 'forecastCategory', old: null, new: null }));
    await workOut(tx, metaOf(tx, 'opportunity'), written);
    await fillHours(tx, ids);
    return ids;
  },
};

export const fillDealsJob = fillingJob('sales.fillDeals', deals, sql`settings -> 'salesForecast' -> 'stages' is not null`);
