import { sql } from '@huanke/platform/database';
import { errors, label } from '@huanke/platform/kernel';
import { type Change, type Context, defineHook } from '@huanke/platform/module';

export const frozenText = label(
  '已封标，报价不能再改；要改请先退回“编制标书”',
  'The bid is sealed and its price stays; send it back to “Preparing” to change it',
);

/** In these a tender is over. */
export const over = ['won', 'lost', 'void', 'withdrawn'] as const;

/**
 * Whether the price of a tender stays: from the seal on, and once it is over. One that was entered late, as opened, gets its price until then;
 * imports tell of those that were over long ago.
 */
export const isFrozen = (ctx: Context, { status, sealedAt }: { readonly status: unknown; readonly sealedAt: unknown }): boolean =>
  (sealedAt ?? null) !== null || (ctx.channel !== 'import' && over.some((one) => one === status));

const tenderOf = ({ before, values }: Change) => String(before?.tender ?? values.tender);

/** Price lines stay with the price. */
export const linesKept = defineHook({
  name: 'sales.tenderLinesKept',
  object: 'tenderLine',
  stage: 'beforeValidate',
  on: ['create', 'update', 'delete', 'restore'],
  async run(ctx, changes, reject) {
    const rows = await ctx.query<{ id: string; status: string; sealedAt: unknown }>(sql`
      select id, status, sealed_at as "sealedAt" from tender
      where tenant_id = ${ctx.tenant.id} and id::text = any(${changes.map(tenderOf)}::text[])`);
    const frozen = new Set(rows.filter((row) => isFrozen(ctx, row)).map(({ id }) => id));
    for (const [index, change] of changes.entries()) {
      if (change.along || change.merging || !frozen.has(tenderOf(change).toLowerCase())) continue;
      const fields = change.operation === 'update' ? Object.keys(change.values) : ['tender'];
      reject(index, errors.STATE({ errors: fields.map((field) => ({ field, code: 'STATE', message: frozenText })) }));
    }
    return undefined;
  },
});
